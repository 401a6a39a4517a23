/* The parent's end: starts a child, hands it the digest, takes its frames, and says what became of it. */
#include "base/system.h"
#include "sandbox/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CHILD_WIRE = 3, CHILD_HASH = 4, PIPE_SIZE = 1 << 20, HASH_SIZE = 4096 };

struct run {
    const dp_parent *parent;
    dp_child_result *result;
    int fd;
    pid_t child;
    uint64_t deadline; /* milliseconds of CLOCK_MONOTONIC; 0: none */
    dp_sink *sink;     /* of the open output */
    bool finished;     /* RESULT came */
    bool late;
    const char *broken; /* what was wrong with what came */
};

static uint64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* ---- the child ---- */

/* Only the two pipes stay open; sanitizers still need stderr. */
static void keep_only(int wire, int hash, bool bare)
{
    int w = fcntl(wire, F_DUPFD, 10);
    int h = fcntl(hash, F_DUPFD, 10);
    dup2(w, CHILD_WIRE);
    dup2(h, CHILD_HASH);
    dp_close_from(5);
    close(STDIN_FILENO);
    close(STDOUT_FILENO);
    if (bare) {
        close(STDERR_FILENO);
    }
}

/* Ctrl-C reaches both. It is for the parent to say what is to come of it, and the child ends when the parent does. */
static void leave_signals_to_parent(void)
{
    static const int all[] = {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGUSR1};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        signal(all[i], SIG_IGN);
    }
}

_Noreturn static void be_child(dp_sandbox_mode mode, const dp_child_limits *limits, int wire_fd, int hash_fd,
                               void (*job)(void *, dp_wire *), void *self)
{
    static dp_wire wire; /* large; one per child */
    unsigned walls = DP_WALL_PROCESS;
    dp_end_with_parent(SIGKILL);
    leave_signals_to_parent();
    keep_only(wire_fd, hash_fd, mode != DP_SANDBOX_OFF);
    wire.fd = CHILD_WIRE;
    wire.hash_fd = CHILD_HASH;
    if (mode != DP_SANDBOX_OFF) {
        walls |= dp_walls_raise(limits, CHILD_WIRE, CHILD_HASH);
    }
    dp_wire_send(&wire, DP_FRAME_WALLS, walls, (dp_span){NULL, 0});
    if (mode == DP_SANDBOX_REQUIRE && (walls & DP_WALL_SECCOMP) == 0) {
        dp_wire_result(&wire, DP_ERROR, "this system has no system-call filter to read the file behind; "
                                        "--sandbox=auto goes on without");
    } else {
        job(self, &wire);
    }
    _exit(0);
}

/* ---- frames ---- */

/* Reads n bytes, or false: the child is gone, or late. */
static bool take(struct run *run, void *out, size_t n)
{
    uint8_t *p = out;
    while (n != 0) {
        struct pollfd wait = {run->fd, POLLIN, 0};
        uint64_t now = now_ms();
        int left = run->deadline == 0 ? -1 : run->deadline > now ? (int)(run->deadline - now) : 0;
        int ready = poll(&wait, 1, left);
        if (ready == 0) {
            run->late = true;
            return false;
        }
        ssize_t got = ready > 0 ? read(run->fd, p, n) : -1;
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return false;
        }
        p += got;
        n -= (size_t)got;
    }
    return true;
}

static bool pass_data(struct run *run, uint64_t n)
{
    static uint8_t buffer[256 << 10];
    while (n != 0) {
        size_t part = n < sizeof buffer ? (size_t)n : sizeof buffer;
        if (!take(run, buffer, part)) {
            return false;
        }
        if (run->sink != NULL) {
            dp_put(run->sink, (dp_span){buffer, part});
        }
        n -= part;
    }
    return true;
}

/* What the child says is not trusted to be fit for a terminal. */
static void clean(char *text)
{
    for (char *p = text; *p != '\0'; p++) {
        unsigned char c = (unsigned char)*p;
        if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f) {
            *p = '?';
        }
    }
}

static void begin_output(struct run *run, uint32_t index, const char *name, size_t n)
{
    const char *part = memchr(name, '\0', n);
    if (part == NULL || run->sink != NULL || run->parent->output == NULL) {
        run->broken = "an output out of turn";
        return;
    }
    run->sink = run->parent->output(run->parent->self, index, name, part + 1);
    if (run->sink == NULL) {
        run->broken = "an output that cannot be opened";
    }
}

static void drop(struct run *run, uint32_t first, const char *text, size_t n)
{
    uint32_t last = first;
    if (n == sizeof last) {
        memcpy(&last, text, sizeof last);
    }
    run->sink = NULL;
    if (run->parent->drop != NULL) {
        run->parent->drop(run->parent->self, first, last);
    }
}

static void end_output(struct run *run, uint32_t index)
{
    run->sink = NULL;
    if (run->parent->output_end != NULL) {
        run->parent->output_end(run->parent->self, index);
    }
}

static void say(void (*to)(void *, const char *), void *self, char *text)
{
    if (to != NULL) {
        clean(text);
        to(self, text);
    }
}

static void finish(struct run *run, uint32_t rc, char *text)
{
    clean(text);
    run->finished = true;
    run->result->rc = rc <= DP_PARTLY ? (dp_rc)rc : DP_ERROR;
    free(run->result->message);
    run->result->message = strdup(text);
}

static void handle(struct run *run, const dp_frame *frame, char *text)
{
    const dp_parent *p = run->parent;
    switch ((dp_frame_kind)frame->kind) {
    case DP_FRAME_OUTPUT: begin_output(run, frame->index, text, (size_t)frame->n); break;
    case DP_FRAME_OUTPUT_END: end_output(run, frame->index); break;
    case DP_FRAME_DROP: drop(run, frame->index, text, (size_t)frame->n); break;
    case DP_FRAME_TEXT: say(p->text, p->self, text); break;
    case DP_FRAME_NOTE: say(p->note, p->self, text); break;
    case DP_FRAME_JSON: say(p->json, p->self, text); break;
    case DP_FRAME_WALLS: run->result->walls = frame->index; break;
    case DP_FRAME_RESULT: finish(run, frame->index, text); break;
    case DP_FRAME_DATA:
    default: run->broken = "a frame of no known kind"; break;
    }
}

/* One frame; false when there are no more. */
static bool next_frame(struct run *run)
{
    dp_frame frame;
    if (!take(run, &frame, sizeof frame)) {
        return false;
    }
    if (frame.kind == DP_FRAME_DATA) {
        return pass_data(run, frame.n);
    }
    char *text = frame.n <= DP_FRAME_MOST ? malloc((size_t)frame.n + 1) : NULL;
    if (text == NULL || !take(run, text, (size_t)frame.n)) {
        run->broken = text == NULL ? "a frame that is too long" : run->broken;
        free(text);
        return false;
    }
    text[frame.n] = '\0';
    handle(run, &frame, text);
    free(text);
    return run->broken == NULL && !run->finished;
}

/* ---- the end ---- */

static void set(dp_child_result *result, dp_rc rc, const char *message)
{
    result->rc = rc;
    free(result->message);
    result->message = strdup(message);
}

static void judge_signal(struct run *run, int signal_number)
{
    char text[96];
    switch (signal_number) {
    case SIGXCPU: set(run->result, DP_LIMIT, "took more processor time than the limit (--timeout)"); break;
    case SIGSYS: set(run->result, DP_ERROR, "the reader tried a forbidden system call and was stopped"); break;
    case SIGBUS: set(run->result, DP_ERROR, "the file changed while it was read"); break;
    default:
        snprintf(text, sizeof text, "the reader was stopped by signal %d", signal_number);
        set(run->result, DP_ERROR, text);
        break;
    }
}

static void judge(struct run *run, int status)
{
    char text[160];
    if (run->late) {
        set(run->result, DP_LIMIT, "took longer than the limit (--timeout)");
    } else if (run->broken != NULL) {
        snprintf(text, sizeof text, "the reader sent %s", run->broken);
        set(run->result, DP_ERROR, text);
    } else if (WIFSIGNALED(status)) {
        judge_signal(run, WTERMSIG(status));
    } else if (!run->finished) {
        set(run->result, DP_ERROR, "the reader ended without an answer");
    }
}

/* The digest, or none, and a newline: what does not arrive whole is not taken for none. */
static void hand_over_digest(const dp_parent *parent, int fd)
{
    char line[DP_WIRE_DIGEST + 2];
    const char *hex = parent->sha256 != NULL ? parent->sha256(parent->self) : NULL;
    int n = hex == NULL || hex[0] != '\0' ? snprintf(line, sizeof line, "%.64s\n", hex != NULL ? hex : "") : 0;
    for (const char *p = line; n > 0;) {
        ssize_t sent = write(fd, p, (size_t)n); /* always fits into an empty pipe */
        if (sent < 0 && errno != EINTR) {
            break;
        }
        p += sent > 0 ? sent : 0;
        n -= sent > 0 ? (int)sent : 0;
    }
    close(fd);
}

dp_child_result dp_child_run(dp_sandbox_mode mode, const dp_child_limits *limits, void (*job)(void *self, dp_wire *wire),
                             void *self, const dp_parent *parent)
{
    dp_child_result result = {DP_ERROR, strdup(""), 0};
    int wire[2], hash[2];
    if (!dp_pipe(wire, PIPE_SIZE)) {
        set(&result, DP_ERROR, "cannot make a pipe");
        return result;
    }
    if (!dp_pipe(hash, HASH_SIZE)) {
        close(wire[0]);
        close(wire[1]);
        set(&result, DP_ERROR, "cannot make a pipe");
        return result;
    }
    fflush(NULL);
    struct run run = {.parent = parent, .result = &result, .fd = wire[0]};
    run.deadline = limits->wall_seconds != 0 ? now_ms() + limits->wall_seconds * 1000 : 0;
    run.child = fork();
    if (run.child == 0) {
        be_child(mode, limits, wire[1], hash[0], job, self);
    }
    close(wire[1]);
    close(hash[0]);
    int status = 0;
    if (run.child > 0) {
        hand_over_digest(parent, hash[1]);
        while (next_frame(&run)) {
        }
        if (!run.finished) {
            kill(run.child, run.late || run.broken != NULL ? SIGKILL : 0);
        }
        while (waitpid(run.child, &status, 0) < 0 && errno == EINTR) {
        }
        judge(&run, status);
    } else {
        close(hash[1]);
        set(&result, DP_ERROR, "cannot start a process to read the file in");
    }
    close(wire[0]);
    return result;
}

void dp_child_result_done(dp_child_result *result)
{
    free(result->message);
    result->message = NULL;
}
