/* A pool tells every item once, whatever its workers do, and after a signal only what was done. */
#include "cli/pool.h"
#include "cli/signals.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { ITEMS = 200 };

struct told {
    size_t n, order[ITEMS], times[ITEMS], failed;
    char line[ITEMS][200];
    pid_t caller;
};

/* The item as its line; the first takes longest, which shows in the order. */
static dp_outcome count(void *self, size_t item, dp_turn *turn)
{
    const struct told *t = self;
    (void)turn;
    dp_outcome outcome = {.rc = DP_CORRUPT, .walls = 5};
    snprintf(outcome.line, sizeof outcome.line, "item %zu \xff %s", item, getpid() == t->caller ? "here" : "there");
    outcome.text = strdup("a\nb\x01");
    outcome.report = cJSON_Parse("{\"n\":[1,2.5]}");
    outcome.outputs = cJSON_Parse("[{}]");
    usleep(item == 0 ? 100000 : 100);
    return outcome;
}

static dp_outcome die(void *self, size_t item, dp_turn *turn)
{
    if (item % 10 == 3) {
        raise(SIGKILL);
    }
    return count(self, item, turn);
}

static void note(void *self, size_t item, dp_outcome *outcome)
{
    struct told *t = self;
    if (outcome->rc == DP_CORRUPT) {
        char *report = cJSON_PrintUnformatted(outcome->report);
        cr_assert_eq(outcome->walls, 5);
        cr_assert_str_eq(outcome->text, "a\nb\x01");
        cr_assert_str_eq(report, "{\"n\":[1,2.5]}");
        cr_assert_eq(cJSON_GetArraySize(outcome->outputs), 1);
        cr_assert_null(outcome->said);
        cJSON_free(report);
    }
    t->failed += outcome->rc == DP_ERROR;
    t->times[item]++;
    t->order[t->n++] = item;
    snprintf(t->line[item], sizeof t->line[item], "%.190s", outcome->line);
}

static int run(struct told *t, dp_pool pool)
{
    *t = (struct told){.caller = getpid()};
    pool.self = t;
    pool.tell = pool.tell != NULL ? pool.tell : note;
    return dp_pool_run(&pool);
}

Test(pool, tells_each_item_once_with_all_that_it_holds)
{
    static struct told t;
    cr_assert_eq(run(&t, (dp_pool){.n = ITEMS, .at_once = 3, .work = count}), 0);
    cr_assert_eq(t.n, ITEMS);
    for (size_t i = 0; i < ITEMS; i++) {
        char want[64];
        snprintf(want, sizeof want, "item %zu \xff there", i);
        cr_assert_eq(t.times[i], 1, "item %zu: %zu times", i, t.times[i]);
        cr_assert_str_eq(t.line[i], want);
    }
    cr_assert_neq(t.order[0], 0, "the longest did not hold back the others");
}

Test(pool, keeps_the_order_where_that_is_asked_for)
{
    static struct told t;
    cr_assert_eq(run(&t, (dp_pool){.n = ITEMS, .at_once = 3, .work = count, .ordered = true}), 0);
    cr_assert_eq(t.n, ITEMS);
    for (size_t i = 0; i < ITEMS; i++) {
        cr_assert_eq(t.order[i], i);
    }
}

Test(pool, works_on_a_single_item_itself)
{
    static struct told t;
    cr_assert_eq(run(&t, (dp_pool){.n = 1, .at_once = 1, .work = count}), 0);
    cr_assert_str_eq(t.line[0], "item 0 \xff here");
    cr_assert_eq(run(&t, (dp_pool){.n = 0, .at_once = 0, .work = count}), 0);
    cr_assert_eq(t.n, 0);
}

Test(pool, a_worker_that_dies_costs_its_item_alone)
{
    static struct told t;
    cr_assert_eq(run(&t, (dp_pool){.n = ITEMS, .at_once = 2, .work = die}), 0);
    cr_assert_eq(t.n, ITEMS);
    cr_assert_eq(t.failed, ITEMS / 10);
    cr_assert_str_eq(t.line[13], "the process that had it was stopped by signal 9");
    cr_assert_str_eq(t.line[14], "item 14 \xff there");
}

static void interrupt(void *self, size_t item, dp_outcome *outcome)
{
    note(self, item, outcome);
    if (((struct told *)self)->n == 20) {
        kill(getpid(), SIGTERM);
    }
}

Test(pool, a_signal_ends_it_with_what_is_done)
{
    static struct told t;
    dp_signals_init();
    cr_assert_eq(run(&t, (dp_pool){.n = ITEMS, .at_once = 2, .work = count, .tell = interrupt}), SIGTERM);
    cr_assert_geq(t.n, 20);
    cr_assert_leq(t.n, 23, "%zu", t.n); /* and what was under way */
    cr_assert_eq(t.failed, 0);
}

static dp_outcome interrupt_caller(void *self, size_t item, dp_turn *turn)
{
    if (item == 10) {
        kill(((const struct told *)self)->caller, SIGTERM);
    }
    return count(self, item, turn);
}

/* Item 0 takes longest; those behind it are done, and may have written. */
Test(pool, a_signal_loses_nothing_that_waits_to_be_told)
{
    static struct told t;
    dp_signals_init();
    cr_assert_eq(run(&t, (dp_pool){.n = ITEMS, .at_once = 2, .work = interrupt_caller, .ordered = true}), SIGTERM);
    cr_assert_geq(t.n, 9, "%zu", t.n);
    for (size_t i = 1; i < 10; i++) {
        cr_assert_eq(t.times[i], 1, "item %zu: %zu times", i, t.times[i]);
    }
}

Test(pool, ends_by_the_signal, .signal = SIGHUP)
{
    dp_signals_init();
    dp_signals_end(SIGHUP);
}

/* ---- turns ---- */

static _Atomic int *in_turn; /* shared by all workers: now, at most, waiting at most */

static dp_outcome wait_for_disk(void *self, size_t item, dp_turn *turn)
{
    int now = ++in_turn[0];
    in_turn[1] = now > in_turn[1] ? now : in_turn[1];
    usleep(2000);
    in_turn[0]--;
    dp_turn_end(turn);
    dp_turn_end(turn);
    now = ++in_turn[2];
    in_turn[3] = now > in_turn[3] ? now : in_turn[3];
    usleep(20000);
    in_turn[2]--;
    return count(self, item + 1, turn);
}

Test(pool, who_waits_for_the_disk_lets_others_work)
{
    static struct told t;
    in_turn = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    cr_assert_eq(run(&t, (dp_pool){.n = 40, .at_once = 2, .to_disk = true, .work = wait_for_disk}), 0);
    cr_assert_eq(t.n, 40);
    cr_assert_eq(in_turn[1], 2, "%d worked at once", in_turn[1]);
    cr_assert_gt(in_turn[3], 3, "%d waited", in_turn[3]);
    cr_assert_leq(in_turn[3], 8);
}
