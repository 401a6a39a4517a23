/* Runs a program on a system that refuses some calls: a container, an old kernel, one without Landlock.
 *
 *   deny KIND PROGRAM ARGUMENT...
 *
 *   landlock-enosys    a kernel without Landlock
 *   landlock-eperm     a container host that does not know Landlock
 *   seccomp            a kernel without system-call filters
 *   docker             Docker's default, without capabilities
 *   docker-old         the same as hosts of about 2019 have it: what came later is refused too */
#include <errno.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

static const char *const landlock[] = {"landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"};

/* What a container may not call unless it is given a capability for it. */
static const char *const docker[] = {
    "acct", "add_key", "bpf", "chroot", "clock_settime", "create_module", "delete_module", "fanotify_init",
    "finit_module", "fsconfig", "fsmount", "fsopen", "fspick", "get_kernel_syms", "get_mempolicy", "init_module",
    "ioperm", "iopl", "kcmp", "kexec_file_load", "kexec_load", "keyctl", "lookup_dcookie", "mbind", "migrate_pages",
    "mount", "mount_setattr", "move_mount", "move_pages", "nfsservctl", "open_by_handle_at", "open_tree",
    "perf_event_open", "pidfd_getfd", "pivot_root", "process_madvise", "query_module", "quotactl", "quotactl_fd",
    "reboot", "request_key", "set_mempolicy", "set_mempolicy_home_node", "setdomainname", "sethostname", "setns",
    "settimeofday", "swapoff", "swapon", "sysfs", "syslog", "umount2", "unshare", "uselib", "userfaultfd", "ustat",
    "vhangup", "vserver",
};

static const char *const newer_than_2019[] = {
    "close_range", "openat2", "faccessat2", "epoll_pwait2", "pidfd_open", "futex_waitv", "memfd_secret",
    "process_mrelease", "rseq", "io_uring_setup", "io_uring_enter", "io_uring_register", "ptrace",
    "process_vm_readv", "process_vm_writev",
};

static bool refuse(scmp_filter_ctx filter, int error, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int call = seccomp_syscall_resolve_name(names[i]);
        if (call == __NR_SCMP_ERROR) {
            continue; /* this libseccomp is older than the call */
        }
        int rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO((unsigned)error), call, 0);
        if (rc != 0 && rc != -EDOM) { /* EDOM: not on this processor */
            return false;
        }
    }
    return true;
}

/* No new namespaces; clone3, whose flags a filter cannot see, looks as if the kernel did not have it. */
static bool refuse_namespaces(scmp_filter_ctx filter)
{
    static const unsigned flags[] = {CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET,
                                     CLONE_NEWCGROUP};
    static const char *const clone3[] = {"clone3"};
    for (size_t i = 0; i < COUNT(flags); i++) {
        if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
                             SCMP_A0(SCMP_CMP_MASKED_EQ, flags[i], flags[i])) != 0) {
            return false;
        }
    }
    return refuse(filter, ENOSYS, clone3, 1);
}

static bool refuse_filters(scmp_filter_ctx filter)
{
    static const char *const call[] = {"seccomp"};
    return refuse(filter, ENOSYS, call, 1)
           && seccomp_rule_add(filter, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(prctl), 1,
                               SCMP_A0(SCMP_CMP_EQ, PR_SET_SECCOMP)) == 0;
}

static bool fill(scmp_filter_ctx filter, const char *kind)
{
    if (strcmp(kind, "landlock-enosys") == 0) {
        return refuse(filter, ENOSYS, landlock, COUNT(landlock));
    }
    if (strcmp(kind, "landlock-eperm") == 0) {
        return refuse(filter, EPERM, landlock, COUNT(landlock));
    }
    if (strcmp(kind, "seccomp") == 0) {
        return refuse_filters(filter);
    }
    if (strcmp(kind, "docker") == 0) {
        return refuse(filter, EPERM, docker, COUNT(docker)) && refuse_namespaces(filter);
    }
    return strcmp(kind, "docker-old") == 0 && refuse(filter, EPERM, docker, COUNT(docker))
           && refuse_namespaces(filter) && refuse(filter, EPERM, landlock, COUNT(landlock))
           && refuse(filter, EPERM, newer_than_2019, COUNT(newer_than_2019));
}

int main(int argc, char **argv)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (argc < 3 || filter == NULL || !fill(filter, argv[1]) || seccomp_load(filter) != 0) {
        fprintf(stderr, "deny: cannot deny %s\n", argc > 1 ? argv[1] : "nothing");
        return 125;
    }
    seccomp_release(filter);
    execvp(argv[2], argv + 2);
    perror(argv[2]);
    return 126;
}
