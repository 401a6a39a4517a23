/* depickle COMMAND …: finds the row, hands over. */
#include "base/rc.h"
#include "cli/about.h"
#include "cli/commands.h"
#include "cli/outcome.h"
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

/* How many letters are to be put in, taken out, changed or swapped with the next to make b of a; more than there are where either
 * is too long for a command. */
static size_t letters_apart(const char *a, const char *b)
{
    enum { LONGEST = 15 };
    size_t n = strlen(a);
    size_t m = strlen(b);
    size_t apart[LONGEST + 1][LONGEST + 1];
    if (n > LONGEST || m > LONGEST) {
        return n + m;
    }
    for (size_t i = 0; i <= n; i++) {
        for (size_t k = 0; k <= m; k++) {
            if (i == 0 || k == 0) {
                apart[i][k] = i + k;
                continue;
            }
            size_t best = apart[i - 1][k - 1] + (a[i - 1] != b[k - 1]);
            best = apart[i - 1][k] + 1 < best ? apart[i - 1][k] + 1 : best;
            best = apart[i][k - 1] + 1 < best ? apart[i][k - 1] + 1 : best;
            bool swapped = i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1];
            apart[i][k] = swapped && apart[i - 2][k - 2] + 1 < best ? apart[i - 2][k - 2] + 1 : best;
        }
    }
    return apart[n][m];
}

static const struct command *find(const char *word)
{
    for (size_t i = 0; i < N_COMMANDS; i++) {
        if (strcmp(word, commands[i].name) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}

/* A command that is meant, perhaps; NULL: the word is like none. */
static const char *guess(const char *word)
{
    enum { NEAR = 2 };
    const char *found = NULL;
    size_t least = NEAR + 1;
    for (size_t i = 0; i < N_COMMANDS; i++) {
        size_t apart = letters_apart(word, commands[i].name);
        if (apart < least && apart < strlen(commands[i].name) / 2) {
            least = apart;
            found = commands[i].name;
        }
    }
    return found;
}

static int refuse(const char *word)
{
    const char *meant = guess(word);
    if (meant != NULL) {
        dp_say("depickle: there is no command '%.40s': did you mean %s?", word, meant);
        return DP_USAGE;
    }
    if (word[0] != '\0') {
        dp_say("depickle: there is no command '%.40s'", word);
    }
    print_help(stderr);
    return DP_USAGE;
}

/* help [COMMAND] */
static int help(int argc, char **argv)
{
    char word[] = "--help";
    if (argc < 3) {
        print_help(stdout);
        return DP_OK;
    }
    const struct command *command = find(argv[2]);
    char *words[] = {argv[2], word, NULL};
    return command != NULL ? command->run(2, words) : refuse(argv[2]);
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
    if (strcmp(word, "help") == 0) {
        return help(argc, argv);
    }
    const struct command *command = find(word);
    return command != NULL ? command->run(argc - 1, argv + 1) : refuse(word);
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
