/* depickle_manual: makes the manual pages, docs/commands.md and the completions out of the tables. Runs in the build.
 *
 *     depickle_manual man PAGES NAME     NAME.1 of PAGES/NAME.md, on standard output
 *     depickle_manual markdown PAGES     all of them as one document
 *     depickle_manual shell FILE         completions: FILE of src/manual/shells, {tables} filled in */
#include "manual/complete.h"
#include "manual/page.h"

#include <string.h>

static FILE *open_page(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.md", folder, name);
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        dp_page_fault("every command has its page, and this one cannot be read", path);
    }
    return file;
}

/* name: "depickle" or "depickle-COMMAND". */
static void man(const char *folder, const char *name)
{
    const char *dash = strchr(name, '-');
    const dp_command *command = dash != NULL ? dp_command_find(dash + 1) : NULL;
    if (dash != NULL && command == NULL) {
        dp_page_fault("no command", name);
    }
    FILE *source = open_page(folder, name);
    dp_man_page(source, command);
    fclose(source);
}

static void markdown(const char *folder)
{
    char name[64];
    FILE *source = open_page(folder, "depickle");
    dp_markdown_page(source, NULL);
    fclose(source);
    for (size_t i = 0; i < dp_n_commands; i++) {
        snprintf(name, sizeof name, "depickle-%s", dp_commands[i].name);
        source = open_page(folder, name);
        dp_markdown_page(source, &dp_commands[i]);
        fclose(source);
    }
    dp_markdown_common();
}

/* The file's name tells the shell. */
static void shell(const char *path)
{
    char line[DP_LINE];
    FILE *file = fopen(path, "r");
    const char *slash = strrchr(path, '/');
    const char *dot = strchr(slash != NULL ? slash : path, '.');
    if (file == NULL) {
        dp_page_fault("cannot read", path);
    }
    void (*tables)(void) = dot == NULL ? dp_complete_zsh : strcmp(dot, ".fish") == 0 ? dp_complete_fish : dp_complete_bash;
    while (dp_page_line(file, line)) {
        if (strcmp(line, "{tables}") == 0) {
            tables();
        } else if (strcmp(line, "{commands}") == 0) {
            dp_complete_zsh_commands();
        } else {
            puts(line);
        }
    }
    fclose(file);
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    if (strcmp(what, "man") == 0 && argc == 4) {
        man(argv[2], argv[3]);
    } else if (strcmp(what, "markdown") == 0 && argc == 3) {
        markdown(argv[2]);
    } else if (strcmp(what, "shell") == 0 && argc == 3) {
        shell(argv[2]);
    } else {
        dp_page_fault("man PAGES NAME, markdown PAGES, or shell FILE, and not", what);
    }
    if (fflush(stdout) != 0 || ferror(stdout) != 0) {
        dp_page_fault("cannot write to", "standard output");
    }
    return 0;
}
