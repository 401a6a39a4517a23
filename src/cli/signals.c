#include "cli/signals.h"

#include "io/file_sink.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const int ending[] = {SIGINT, SIGTERM, SIGHUP};
enum { N_ENDING = sizeof ending / sizeof *ending };

static volatile sig_atomic_t caught;

static void by_default(int number)
{
    sigset_t only;
    sigemptyset(&only);
    sigaddset(&only, number);
    signal(number, SIG_DFL);
    sigprocmask(SIG_UNBLOCK, &only, NULL);
    raise(number);
}

static void discard_and_end(int number)
{
    dp_file_sinks_discard();
    by_default(number);
}

static void note(int number)
{
    caught = number;
}

/* No SA_RESTART: a call that waits is interrupted. */
static void set(int number, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler};
    sigfillset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

/* Of those that are not ignored. */
static void set_ending(void (*handler)(int))
{
    for (size_t i = 0; i < N_ENDING; i++) {
        struct sigaction now;
        if (sigaction(ending[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN) {
            set(ending[i], handler);
        }
    }
}

void dp_signals_init(void)
{
    dp_signals_release();
    set_ending(discard_and_end);
}

static sigset_t all(void)
{
    sigset_t signals;
    sigemptyset(&signals);
    for (size_t i = 0; i < N_ENDING; i++) {
        sigaddset(&signals, ending[i]);
    }
    sigaddset(&signals, DP_SIGNAL_WORKER);
    return signals;
}

void dp_signals_hold(void)
{
    sigset_t signals = all();
    sigprocmask(SIG_BLOCK, &signals, NULL);
}

void dp_signals_release(void)
{
    sigset_t signals = all();
    sigprocmask(SIG_UNBLOCK, &signals, NULL);
}

void dp_signals_catch(sigset_t *open)
{
    dp_signals_release();
    sigprocmask(SIG_SETMASK, NULL, open);
    dp_signals_hold();
    caught = 0;
    set_ending(note);
}

int dp_signals_caught(void)
{
    return caught;
}

void dp_signals_end(int number)
{
    fflush(NULL);
    dp_file_sinks_discard();
    by_default(number);
    _exit(128 + number);
}

void dp_signals_be_worker(void)
{
    dp_file_sinks_leave();
    for (size_t i = 0; i < N_ENDING; i++) {
        signal(ending[i], SIG_IGN);
    }
    set(DP_SIGNAL_WORKER, discard_and_end);
    dp_signals_release();
}
