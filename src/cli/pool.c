#include "cli/pool.h"

#include "base/system.h"
#include "cli/signals.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    MOST_AHEAD = 4096,  /* how far the work may be before the item that is to be told next */
    WAITING = 3         /* for the disk, for each that works */
};

/* Comes before the size of an outcome. */
static const uint64_t turn_ends = UINT64_MAX;

struct dp_turn {
    int fd;
    bool ended;
};

struct worker {
    pid_t pid;       /* 0: there is none */
    int fd;          /* our end: numbers of items go out; a size and an outcome's text come back */
    bool busy, at_turn;
    size_t item;
    uint64_t size;
    size_t have;     /* of the size, then of the text */
    bool sized;
    char *text;
};

struct run {
    const dp_pool *pool;
    struct worker *worker;
    unsigned n_workers;
    size_t given;        /* items that were given out */
    size_t told;
    dp_outcome **early;  /* ordered: outcomes that wait for their turn; else NULL */
    sigset_t open;
};

/* ---- in a worker ---- */

static bool receive(int fd, void *bytes, size_t n)
{
    ssize_t got;
    do {
        got = recv(fd, bytes, n, MSG_WAITALL);
    } while (got < 0 && errno == EINTR);
    return got == (ssize_t)n;
}

static bool send_all(int fd, const void *bytes, size_t n)
{
    const char *p = bytes;
    while (n != 0) {
        ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR) {
            return false;
        }
        p += sent > 0 ? sent : 0;
        n -= sent > 0 ? (size_t)sent : 0;
    }
    return true;
}

void dp_turn_end(dp_turn *turn)
{
    if (turn != NULL && !turn->ended) {
        turn->ended = true;
        send_all(turn->fd, &turn_ends, sizeof turn_ends);
    }
}

/* Until there are no more items, or nobody who gives them. */
_Noreturn static void be_worker(const struct run *run, int fd, pid_t parent)
{
    uint64_t item = 0;
    dp_end_with_parent(DP_SIGNAL_WORKER);
    for (unsigned i = 0; i < run->n_workers; i++) {
        if (run->worker[i].pid > 0) {
            close(run->worker[i].fd);
        }
    }
    dp_signals_be_worker();
    while (getppid() == parent && receive(fd, &item, sizeof item)) {
        dp_turn turn = {fd, false};
        dp_outcome outcome = run->pool->work(run->pool->self, (size_t)item, &turn);
        char *text = dp_outcome_pack(&outcome);
        uint64_t n = text != NULL ? strlen(text) : 0;
        if (text == NULL || !send_all(fd, &n, sizeof n) || !send_all(fd, text, (size_t)n)) {
            _exit(DP_ERROR);
        }
        cJSON_free(text);
        dp_outcome_done(&outcome);
        dp_signals_release();
    }
    _exit(0);
}

/* ---- telling ---- */

static void tell(struct run *run, size_t item, dp_outcome *outcome)
{
    run->pool->tell(run->pool->self, item, outcome);
    dp_outcome_done(outcome);
    run->told++;
}

static void keep(struct run *run, size_t item, const dp_outcome *outcome)
{
    run->early[item] = malloc(sizeof *outcome);
    if (run->early[item] == NULL) {
        dp_out_of_memory();
    }
    *run->early[item] = *outcome;
}

/* Takes the outcome over. */
static void take(struct run *run, size_t item, dp_outcome *outcome)
{
    if (run->early == NULL) {
        tell(run, item, outcome);
        return;
    }
    keep(run, item, outcome);
    while (run->told < run->pool->n && run->early[run->told] != NULL) {
        size_t next = run->told;
        tell(run, next, run->early[next]);
        free(run->early[next]);
        run->early[next] = NULL;
    }
}

/* Those whose turn to be told does not come any more: what they did is to be known. */
static void tell_early(struct run *run)
{
    for (size_t i = 0; run->early != NULL && i < run->given; i++) {
        if (run->early[i] != NULL) {
            tell(run, i, run->early[i]);
            free(run->early[i]);
            run->early[i] = NULL;
        }
    }
}

static void take_fault(struct run *run, size_t item, const char *what, int number)
{
    dp_outcome outcome = {.rc = DP_ERROR};
    snprintf(outcome.line, sizeof outcome.line, number != 0 ? "%s by signal %d" : "%s", what, number);
    take(run, item, &outcome);
}

/* ---- workers ---- */

static bool start(struct run *run, struct worker *w)
{
    int pair[2];
    pid_t parent = getpid();
    *w = (struct worker){.fd = -1};
    if (!dp_socket_pair(pair)) {
        return false;
    }
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        close(pair[0]);
        be_worker(run, pair[1], parent);
    }
    close(pair[1]);
    if (pid < 0) {
        close(pair[0]);
        return false;
    }
    w->pid = pid;
    w->fd = pair[0];
    return true;
}

/* Its status. */
static int end(struct worker *w)
{
    int status = 0;
    close(w->fd);
    while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR) {
    }
    free(w->text);
    *w = (struct worker){.fd = -1};
    return status;
}

/* What it had is lost, and the work goes on with another. */
static void replace(struct run *run, struct worker *w)
{
    bool busy = w->busy;
    size_t item = w->item;
    int status = end(w);
    if (dp_signals_caught() != 0) {
        return;
    }
    if (busy) {
        take_fault(run, item, WIFSIGNALED(status) ? "the process that had it was stopped" : "the process that had it ended",
                   WIFSIGNALED(status) ? WTERMSIG(status) : 0);
    }
    start(run, w);
}

/* 1: it has a turn now. */
static unsigned give(struct run *run, struct worker *w)
{
    uint64_t item = run->given;
    bool ahead = run->early != NULL && run->given >= run->told + MOST_AHEAD;
    if (w->pid == 0 || w->busy || ahead || run->given == run->pool->n) {
        return 0;
    }
    w->busy = w->at_turn = true;
    w->item = run->given++;
    w->have = 0;
    w->sized = false;
    send_all(w->fd, &item, sizeof item); /* where it is gone, that is seen next */
    return 1;
}

static void finish(struct run *run, struct worker *w)
{
    dp_outcome outcome;
    w->text[w->size] = '\0';
    bool good = dp_outcome_unpack(w->text, &outcome);
    free(w->text);
    w->text = NULL;
    w->busy = w->at_turn = false;
    if (good) {
        take(run, w->item, &outcome);
    } else {
        take_fault(run, w->item, "out of memory", 0);
    }
}

/* Whatever has come, without waiting for more. */
static void hear(struct run *run, struct worker *w)
{
    uint8_t *to = w->sized ? (uint8_t *)w->text : (uint8_t *)&w->size;
    size_t n = w->sized ? (size_t)w->size : sizeof w->size;
    ssize_t got = recv(w->fd, to + w->have, n - w->have, MSG_DONTWAIT);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) {
        return;
    }
    if (got <= 0) {
        replace(run, w);
        return;
    }
    w->have += (size_t)got;
    if (w->have < n) {
        return;
    }
    w->have = 0;
    if (w->sized) {
        finish(run, w);
        return;
    }
    if (w->size == turn_ends) {
        w->at_turn = false;
        return;
    }
    w->text = w->size < SIZE_MAX ? malloc((size_t)w->size + 1) : NULL;
    if (w->text == NULL) {
        dp_out_of_memory();
    }
    w->sized = true;
}

/* ---- all ---- */

/* Gives out items and waits for a word of any worker. false: there is no worker left. */
static bool turn(struct run *run, struct pollfd *wait, bool more)
{
    static const struct timespec tenth = {0, 100000000};
    unsigned alive = 0;
    unsigned turns = run->pool->at_once;
    for (unsigned i = 0; i < run->n_workers; i++) {
        turns -= run->worker[i].at_turn;
    }
    for (unsigned i = 0; i < run->n_workers; i++) {
        struct worker *w = &run->worker[i];
        if (more && turns != 0) {
            turns -= give(run, w);
        }
        wait[i] = (struct pollfd){w->pid != 0 ? w->fd : -1, POLLIN, 0};
        alive += w->pid != 0;
    }
    int heard = alive != 0 ? dp_poll_masked(wait, run->n_workers, run->pool->tick != NULL ? &tenth : NULL, &run->open) : 0;
    if (run->pool->tick != NULL) {
        run->pool->tick(run->pool->self);
    }
    if (heard <= 0) {
        return alive != 0;
    }
    for (unsigned i = 0; i < run->n_workers; i++) {
        if ((wait[i].revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
            hear(run, &run->worker[i]);
        }
    }
    return true;
}

/* What is done by now comes in yet; what is not is left undone. */
static void stop(struct run *run, struct pollfd *wait)
{
    for (unsigned i = 0; i < run->n_workers; i++) {
        if (run->worker[i].pid != 0) {
            kill(run->worker[i].pid, DP_SIGNAL_WORKER);
        }
    }
    while (turn(run, wait, false)) {
    }
}

static int run_all(struct run *run, struct pollfd *wait)
{
    const dp_pool *pool = run->pool;
    dp_signals_catch(&run->open);
    for (unsigned i = 0; i < run->n_workers; i++) {
        start(run, &run->worker[i]);
    }
    while (run->told < pool->n && dp_signals_caught() == 0 && turn(run, wait, true)) {
    }
    if (dp_signals_caught() != 0) {
        stop(run, wait);
        tell_early(run);
    }
    for (unsigned i = 0; i < run->n_workers; i++) {
        if (run->worker[i].pid != 0) {
            end(&run->worker[i]);
        }
    }
    while (dp_signals_caught() == 0 && run->given < pool->n) {
        take_fault(run, run->given++, "cannot start a process to work on it", 0);
    }
    return dp_signals_caught();
}

int dp_pool_run(const dp_pool *pool)
{
    if (pool->n == 0) {
        return 0;
    }
    if (pool->n == 1) {
        dp_outcome outcome = pool->work(pool->self, 0, NULL);
        pool->tell(pool->self, 0, &outcome);
        dp_outcome_done(&outcome);
        dp_signals_release();
        return 0;
    }
    struct run run = {.pool = pool};
    size_t workers = (size_t)pool->at_once * (pool->to_disk ? 1 + WAITING : 1);
    run.n_workers = (unsigned)(workers < pool->n ? workers : pool->n);
    run.worker = calloc(run.n_workers, sizeof *run.worker);
    struct pollfd *wait = calloc(run.n_workers, sizeof *wait);
    run.early = pool->ordered ? calloc(pool->n + 1, sizeof(dp_outcome *)) : NULL;
    if (run.worker == NULL || wait == NULL || (pool->ordered && run.early == NULL)) {
        dp_out_of_memory();
    }
    int number = run_all(&run, wait);
    free(run.early);
    free(run.worker);
    free(wait);
    return number;
}
