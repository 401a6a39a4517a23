/* The walls: a child that tries what it must not is stopped, and the parent says so; a child that misbehaves on the pipe
 * never takes the parent with it. */
#include "sandbox/wire.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define WALLS 0 /* the sanitizer's own calls would be killed */
#else
#define WALLS DEPICKLE_SECCOMP
#endif

static const dp_child_limits limits = {.memory = 1ULL << 32, .cpu_seconds = 5, .wall_seconds = 20};

static void ignore_sigpipe(void)
{
    signal(SIGPIPE, SIG_IGN);
}

TestSuite(child, .init = ignore_sigpipe);

static dp_child_result run(dp_sandbox_mode mode, void (*job)(void *, dp_wire *), void *self)
{
    static const dp_parent nobody;
    return dp_child_run(mode, &limits, job, self, &nobody);
}

/* ---- what a child must not do ---- */

static void say_done(dp_wire *wire)
{
    dp_wire_result(wire, DP_OK, "");
}

static void try_open(void *self, dp_wire *wire)
{
    (void)self;
    open("/etc/hostname", O_RDONLY);
    say_done(wire);
}

static void try_create(void *self, dp_wire *wire)
{
    (void)self;
    creat("/tmp/depickle-planted", 0600);
    say_done(wire);
}

static void try_socket(void *self, dp_wire *wire)
{
    (void)self;
    socket(AF_INET, SOCK_STREAM, 0);
    say_done(wire);
}

static void try_execve(void *self, dp_wire *wire)
{
    char *const words[] = {"true", NULL};
    (void)self;
    execve("/bin/true", words, words + 1);
    say_done(wire);
}

static void try_fork(void *self, dp_wire *wire)
{
    (void)self;
    if (fork() == 0) {
        _exit(0);
    }
    say_done(wire);
}

static void try_executable_memory(void *self, dp_wire *wire)
{
    (void)self;
    mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    say_done(wire);
}

static void try_making_executable(void *self, dp_wire *wire)
{
    (void)self;
    void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(p, 4096, PROT_READ | PROT_EXEC);
    say_done(wire);
}

static void try_kill(void *self, dp_wire *wire)
{
    (void)self;
    kill(getppid(), 0);
    say_done(wire);
}

static void try_ptrace(void *self, dp_wire *wire)
{
    (void)self;
    syscall(SYS_ptrace, 0, 0, 0, 0);
    say_done(wire);
}

#if defined(__x86_64__)
/* The same processor's other two ways into the kernel, where calls have other numbers. */
static void try_x32(void *self, dp_wire *wire)
{
    (void)self;
    syscall(0x40000000 | SYS_write, 3, "", 0);
    say_done(wire);
}

static void try_i386(void *self, dp_wire *wire)
{
    (void)self;
    long call = 1; /* exit there, write here */
    __asm__ volatile("int $0x80" : "+a"(call) : "b"(0) : "memory");
    say_done(wire);
}
#endif

Test(child, is_stopped_when_it_tries_what_it_must_not)
{
    static void (*const planted[])(void *, dp_wire *) = {
        try_open, try_create, try_socket, try_execve, try_fork, try_executable_memory, try_making_executable, try_kill,
        try_ptrace,
#if defined(__x86_64__)
        try_x32, try_i386,
#endif
    };
    unlink("/tmp/depickle-planted");
    for (size_t i = 0; WALLS && i < sizeof planted / sizeof *planted; i++) {
        dp_child_result r = run(DP_SANDBOX_REQUIRE, planted[i], NULL);
        cr_expect_eq(r.rc, DP_ERROR, "plant %zu: %d %s", i, r.rc, r.message);
        cr_expect(strstr(r.message, "forbidden") != NULL, "plant %zu: %s", i, r.message);
        dp_child_result_done(&r);
    }
    cr_assert(access("/tmp/depickle-planted", F_OK) != 0);
}

/* ---- what it must be able to do ---- */

static void work_hard(void *self, dp_wire *wire)
{
    (void)self;
    char *p[64];
    for (size_t i = 0; i < 64; i++) {
        p[i] = malloc(1 << 20);
        memset(p[i], (int)i, 1 << 20);
    }
    for (size_t i = 0; i < 64; i++) {
        free(p[i]);
    }
    dp_wire_text(wire, "text\n");
    dp_wire_json(wire, "{}");
    dp_wire_result(wire, DP_UNSUPPORTED, dp_wire_sha256(wire));
}

static const char *digest(void *self)
{
    (void)self;
    return "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
}

static void keep(void *self, const char *text)
{
    strcat(self, text);
}

Test(child, computes_and_answers_behind_the_walls)
{
    char said[64] = "";
    dp_parent parent = {.self = said, .text = keep, .json = keep, .sha256 = digest};
    dp_child_result r = dp_child_run(WALLS ? DP_SANDBOX_REQUIRE : DP_SANDBOX_OFF, &limits, work_hard, NULL, &parent);
    cr_assert_eq(r.rc, DP_UNSUPPORTED, "%d %s", r.rc, r.message);
    cr_assert_str_eq(r.message, digest(NULL));
    cr_assert_str_eq(said, "text\n{}");
    cr_assert((r.walls & DP_WALL_PROCESS) != 0);
    cr_assert(!WALLS || (r.walls & DP_WALL_SECCOMP) != 0);
    dp_child_result_done(&r);
}

/* ---- children that misbehave ---- */

static void die(void *self, dp_wire *wire)
{
    (void)self;
    (void)wire;
    raise(SIGKILL);
}

static void end_without_answer(void *self, dp_wire *wire)
{
    (void)self;
    (void)wire;
}

static void hang(void *self, dp_wire *wire)
{
    (void)self;
    char byte;
    (void)wire;
    while (read(4, &byte, 1) >= 0) { /* the digest's pipe: empty, then closed, for ever */
    }
}

static void send_garbage(void *self, dp_wire *wire)
{
    uint8_t noise[4096];
    memset(noise, *(const int *)self, sizeof noise);
    ssize_t n = write(wire->fd, noise, sizeof noise);
    (void)n;
}

static void send_too_long(void *self, dp_wire *wire)
{
    (void)self;
    dp_frame frame = {DP_FRAME_TEXT, 0, UINT64_MAX};
    ssize_t n = write(wire->fd, &frame, sizeof frame);
    (void)n;
}

static void send_data_out_of_turn(void *self, dp_wire *wire)
{
    (void)self;
    dp_wire_output(wire, 0, "onnx", "", 0);
    dp_wire_send(wire, DP_FRAME_DATA, 7, DP_LIT("bytes of no output"));
    say_done(wire);
}

static void send_controls(void *self, dp_wire *wire)
{
    (void)self;
    dp_wire_result(wire, DP_CORRUPT, "a\033[2Jb\rc");
}

Test(child, that_misbehaves_is_an_error_and_no_more)
{
    dp_sandbox_mode mode = DP_SANDBOX_OFF;
    static void (*const bad[])(void *, dp_wire *) = {die, end_without_answer, send_too_long, send_data_out_of_turn};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        dp_child_result r = run(mode, bad[i], NULL);
        cr_expect_eq(r.rc, DP_ERROR, "%zu: %d %s", i, r.rc, r.message);
        cr_expect(r.message[0] != '\0');
        dp_child_result_done(&r);
    }
    for (int byte = 0; byte < 256; byte += 5) {
        dp_child_result r = run(mode, send_garbage, &byte);
        cr_expect_eq(r.rc, DP_ERROR, "%d: %d %s", byte, r.rc, r.message);
        dp_child_result_done(&r);
    }
    dp_child_result r = run(mode, send_controls, NULL);
    cr_expect_eq(r.rc, DP_CORRUPT);
    cr_expect_str_eq(r.message, "a?[2Jb?c");
    dp_child_result_done(&r);
}

Test(child, that_hangs_is_ended)
{
    static const dp_parent nobody;
    dp_child_limits short_time = {.cpu_seconds = 30, .wall_seconds = 1};
    dp_child_result r = dp_child_run(DP_SANDBOX_OFF, &short_time, hang, NULL, &nobody);
    cr_assert_eq(r.rc, DP_LIMIT, "%d %s", r.rc, r.message);
    dp_child_result_done(&r);
}

static void burn(void *self, dp_wire *wire)
{
    volatile uint64_t n = 0;
    (void)self;
    (void)wire;
    for (;;) {
        n = n + 1;
    }
}

Test(child, that_burns_processor_time_is_ended)
{
    static const dp_parent nobody;
    dp_child_limits short_time = {.cpu_seconds = 1, .wall_seconds = 15};
    dp_child_result r = WALLS ? dp_child_run(DP_SANDBOX_REQUIRE, &short_time, burn, NULL, &nobody)
                              : (dp_child_result){DP_LIMIT, NULL, 0};
    cr_assert_eq(r.rc, DP_LIMIT, "%d %s", r.rc, r.message);
    dp_child_result_done(&r);
}
