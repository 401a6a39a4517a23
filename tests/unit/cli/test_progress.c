/* What the bar and the plain lines say, and that they go before anything else is printed. */
#include "cli/progress.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void setup(void)
{
    cr_redirect_stderr();
}

TestSuite(progress, .init = setup);

static const dp_file nowhere = {.path = (char *)"/nowhere"};

/* 60 of 200 files and 3 of 10 MB after a minute; 20 of the files were left out. */
static dp_progress some(dp_progress_form form)
{
    dp_progress p = {.form = form, .files = 220, .done = 80, .resumed = 20, .failed = 3, .bytes = 10000000, .done_bytes = 3000000};
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    p.start = (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000 - 60000;
    return p;
}

Test(progress, plain_lines_say_it_in_words)
{
    dp_progress p = some(DP_PROGRESS_PLAIN);
    dp_progress_tick(&p);
    dp_progress_tick(&p); /* not yet time again */
    dp_progress_clear(&p);
    fflush(stderr);
    cr_assert_stderr_eq_str("depickle: 80/220 files  3.0 MB  1.0/s  2:20 left  3 failed\n");
}

Test(progress, a_bar_is_drawn_and_cleared)
{
    dp_progress p = some(DP_PROGRESS_AUTO);
    dp_progress_tick(&p);
    dp_progress_clear(&p);
    dp_progress_clear(&p);
    fflush(stderr);
    cr_assert_stderr_eq_str("\r\033[K[==========>                 ] 80/220 files  3.0 MB  1.0/s  2:20 left  3 failed\r\033[K");
}

Test(progress, counts_what_it_is_told)
{
    dp_progress p = {.form = DP_PROGRESS_NONE, .files = 3};
    dp_progress_add(&p, &nowhere, &(dp_outcome){.rc = DP_OK, .resumed = true});
    dp_progress_add(&p, &nowhere, &(dp_outcome){.rc = DP_CORRUPT});
    cr_assert_eq(p.done, 2);
    cr_assert_eq(p.resumed, 1);
    cr_assert_eq(p.failed, 1);
    dp_progress_tick(&p);
    fflush(stderr);
    cr_assert_stderr_eq_str("");
}

Test(progress, no_terminal_no_bar)
{
    dp_file two[] = {nowhere, nowhere};
    dp_progress p;
    setenv("TERM", "xterm", 1);
    dp_progress_begin(&p, &(dp_cli){0}, &(dp_files){.at = two, .n = 2});
    cr_assert_not(dp_progress_is_bar(&p));
    cr_assert_eq(p.form, DP_PROGRESS_NONE);
    dp_progress_begin(&p, &(dp_cli){.progress = DP_PROGRESS_PLAIN}, &(dp_files){.at = two, .n = 2});
    cr_assert_eq(p.form, DP_PROGRESS_PLAIN);
    dp_progress_begin(&p, &(dp_cli){.progress = DP_PROGRESS_PLAIN, .quiet = true}, &(dp_files){.at = two, .n = 2});
    cr_assert_eq(p.form, DP_PROGRESS_NONE);
}
