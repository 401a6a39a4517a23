/* What a child says is shown on a terminal: a child that was taken over must not be able to act on that. */
#include "cli/job.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <unistd.h>

static dp_rc shout(dp_ctx *ctx, const dp_task *task, dp_wire *wire)
{
    (void)ctx;
    (void)task;
    dp_wire_note(wire, "a\x1b[2Jb\nc \xe2\x80\xae \xc3\xa9");
    dp_wire_text(wire, "one \x1b]0;title\x07\n");
    dp_wire_text(wire, "two \xff\r\nthree \xc3\xa9");
    return DP_OK;
}

Test(job, shows_nothing_that_acts_on_a_terminal)
{
    dp_cli cli = {.limits = dp_limits_default(1ULL << 30), .sandbox = DP_SANDBOX_OFF, .wall_seconds = 60};
    char path[] = "/tmp/job-XXXXXX";
    int fd = mkstemp(path);
    signal(SIGPIPE, SIG_IGN); /* as main does: this child may end before it is told the digest */
    cr_assert(fd >= 0);
    dp_outcome outcome = dp_job_run(&cli, &(dp_job){.path = path, .work = shout});
    cr_assert_eq(outcome.rc, DP_OK, "%s", outcome.line);
    cr_assert_not_null(outcome.text);
    cr_expect_str_eq(cJSON_GetStringValue(cJSON_GetArrayItem(outcome.said, 0)), "a?[2Jb?c ??? \xc3\xa9");
    cr_expect_str_eq(outcome.text, "one ?]0;title?\ntwo ??\nthree \xc3\xa9");
    dp_outcome_done(&outcome);
    close(fd);
    unlink(path);
}
