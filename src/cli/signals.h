/* What SIGINT, SIGTERM and SIGHUP do. A process that works on a file ends at once, and takes the temporary files of its
 * outputs with it; while it puts outputs in place and makes a note of them, the signal waits. A process that only gives out
 * work is told, and ends by the same signal when it has collected what is done. */
#ifndef DP_CLI_SIGNALS_H
#define DP_CLI_SIGNALS_H

#include <signal.h>

/* To be called first. A signal that is ignored on entry (nohup) stays so. */
void dp_signals_init(void);

void dp_signals_hold(void);
void dp_signals_release(void);

/* From now on a signal is only noted, and comes only where a call (dp_poll_masked) takes *open for its mask. */
void dp_signals_catch(sigset_t *open);
/* The one that came since then; 0: none. */
int dp_signals_caught(void);
/* The end of the program, by this signal. */
_Noreturn void dp_signals_end(int number);

/* The process that this one forks to work for it leaves those signals to its parent, and ends on DP_SIGNAL_WORKER. */
enum { DP_SIGNAL_WORKER = SIGUSR1 };
void dp_signals_be_worker(void);

#endif
