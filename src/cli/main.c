/* depickle COMMAND …: finds the row, hands over. */
#include "base/rc.h"
#include "cli/about.h"
#include "cli/commands.h"
#include "cli/signals.h"
#include "depickle.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct command {
    const char *name, *help;
    int (*run)(int argc, char **argv);
};

static const struct command commands[] = {
#define COMMAND(name, takes, usage, help, doc) {#name, help, dp_cmd_##name},
#include "cli/commands.def"
#undef COMMAND
};

enum { N_COMMANDS = sizeof commands / sizeof commands[0] };

static void print_help(FILE *to)
{
    fputs("Usage: depickle COMMAND [OPTION...] [IN...]\n"
          "Reads scikit-learn models out of pickle and joblib files without executing them.\n\n",
          to);
    for (size_t i = 0; i < N_COMMANDS; i++) {
        fprintf(to, "  %-8s  %s\n", commands[i].name, commands[i].help);
    }
    fputs("\n`depickle COMMAND --help` tells more. Exit codes: 0 done, 1 unsafe, 2 error, 3 unsupported, 4 usage,\n"
          "5 answers differ, 6 sha256, 7 limit, 8 corrupt, 9 several inputs of which some failed.\n",
          to);
}

/* A full disk shows when stdout is closed, not before. */
static int close_stdout(int code)
{
    if (fflush(stdout) != 0 || ferror(stdout) != 0 || close(STDOUT_FILENO) != 0) {
        fputs("depickle: cannot write to standard output\n", stderr);
        return code == DP_OK ? DP_ERROR : code;
    }
    return code;
}

static int run(int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : "";
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        print_help(stdout);
        return DP_OK;
    }
    if (strcmp(word, "--version") == 0) {
        printf("depickle %s\n", depickle_version());
        if (argc > 2 && strcmp(argv[2], "-v") == 0) {
            dp_about_print();
        }
        return DP_OK;
    }
    for (size_t i = 0; i < N_COMMANDS; i++) {
        if (strcmp(word, commands[i].name) == 0) {
            return commands[i].run(argc - 1, argv + 1);
        }
    }
    if (argc > 1) {
        fprintf(stderr, "depickle: there is no command '%.40s'\n", word);
    }
    print_help(stderr);
    return DP_USAGE;
}

/* A missing descriptor 0, 1 or 2 would be given to the next file opened, and messages would go into that file.
 * Opened for reading only, so that writing to a standard output that is not there stays an error. */
static void fill_descriptors(void)
{
    int fd = open("/dev/null", O_RDONLY);
    while (fd >= 0 && fd <= STDERR_FILENO) {
        fd = open("/dev/null", O_RDONLY);
    }
    if (fd > STDERR_FILENO) {
        close(fd);
    }
}

int main(int argc, char **argv)
{
    fill_descriptors();
    dp_signals_init();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error of write, like a full disk */
    return close_stdout(run(argc, argv));
}
