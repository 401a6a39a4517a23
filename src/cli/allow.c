#include "cli/allow.h"

#include "cli/outcome.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MAX = 1 << 20 };

static bool is_word(unsigned char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

/* Words with dots between, two at least: which of them is the name is told by the last dot. */
bool dp_allow_fits(const char *name)
{
    size_t words = 0;
    bool word = false;
    for (const char *p = name; *p != '\0'; p++) {
        bool starts = is_word((unsigned char)*p) && !(*p >= '0' && *p <= '9');
        if (*p == '.' ? !word : !word ? !starts : !is_word((unsigned char)*p)) {
            return false;
        }
        words += *p != '.' && !word;
        word = *p != '.';
    }
    return word && words >= 2;
}

static void warn_of_harm(const char *name)
{
    const char *dot = strrchr(name, '.');
    dp_span module = {(const uint8_t *)name, (size_t)(dot - name)};
    const dp_name *row = dp_name_find(module, dp_span_of(dot + 1));
    if (row != NULL && row->role == DP_R_DANGER) {
        char line[400];
        snprintf(line, sizeof line, "%.200s stays refused: %s", name, row->reason);
        dp_print_line(line);
    }
}

/* May its names be believed? Who can write it could have a class of theirs read as data, which does no harm; and could
 * make a refusal go away. */
static bool is_trusted(const struct stat *st, const char *path)
{
    struct stat here;
    char line[PATH_MAX + 100];
    bool known = st->st_uid == geteuid() || st->st_uid == 0 || (stat(".", &here) == 0 && st->st_uid == here.st_uid);
    if (known && (st->st_mode & S_IWOTH) == 0) {
        return true;
    }
    snprintf(line, sizeof line, "%s: left out: %s", path, known ? "others can write it" : "it belongs to another user");
    dp_print_line(line);
    return false;
}

static dp_allow_file *read_file(int fd, const char *path)
{
    struct stat st;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > FILE_MAX) {
        dp_usage("%s is no file of at most %d KiB", path, FILE_MAX >> 10);
    }
    if (!is_trusted(&st, path)) {
        return NULL;
    }
    dp_allow_file *file = calloc(1, sizeof *file);
    char *text = malloc((size_t)st.st_size + 1);
    ssize_t n = text != NULL ? read(fd, text, (size_t)st.st_size) : -1;
    if (file == NULL || n != st.st_size) {
        dp_usage("%s cannot be read", path);
    }
    text[n] = '\0';
    *file = (dp_allow_file){.path = strdup(path), .text = text, .n = (size_t)n};
    dp_sha256_hex((dp_span){(const uint8_t *)text, file->n}, file->sha256);
    return file;
}

static void take_line(dp_cli *cli, const char *path, size_t number, char *line)
{
    line[strcspn(line, "#\r")] = '\0';
    line += strspn(line, " \t");
    for (size_t n = strlen(line); n != 0 && (line[n - 1] == ' ' || line[n - 1] == '\t'); n--) {
        line[n - 1] = '\0';
    }
    if (line[0] == '\0') {
        return;
    }
    if (!dp_allow_fits(line)) {
        dp_usage("%s:%zu: expected MODULE.NAME", path, number);
    }
    warn_of_harm(line);
    dp_texts_add(&cli->allow, line);
}

static void take_names(dp_cli *cli, dp_allow_file *file)
{
    char *names = strndup(file->text, file->n);
    size_t number = 0;
    file->n_given = cli->allow.n;
    if (names == NULL) {
        dp_out_of_memory();
    }
    for (char *line = names; line != NULL;) {
        char *end = strchr(line, '\n');
        if (end != NULL) {
            *end = '\0';
        }
        take_line(cli, file->path, ++number, line);
        line = end != NULL ? end + 1 : NULL;
    }
}

/* Whether names would have been allowed is not known, so nothing is read without them. */
_Noreturn static void cannot_read(const char *path)
{
    char line[PATH_MAX + 200];
    snprintf(line, sizeof line, "%s: %s", path, strerror(errno));
    dp_print_line(line);
    exit(DP_ERROR);
}

/* folder ends without a slash; "" is the root. */
static bool look_in(dp_cli *cli, const char *folder)
{
    char path[PATH_MAX + sizeof DP_ALLOW_FILE + 1];
    snprintf(path, sizeof path, "%s/%s", folder, DP_ALLOW_FILE);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW);
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) {
        return false;
    }
    if (fd < 0 && errno == ELOOP) {
        dp_usage("%s: is a link, which is not followed", path);
    }
    if (fd < 0) {
        cannot_read(path);
    }
    cli->allow_file = read_file(fd, path);
    close(fd);
    if (cli->allow_file != NULL) {
        take_names(cli, cli->allow_file);
    }
    return true;
}

void dp_allow_read(dp_cli *cli)
{
    for (size_t i = 0; i < cli->allow.n; i++) {
        if (!dp_allow_fits(cli->allow.at[i])) {
            dp_usage("--allow takes MODULE.NAME, not '%.200s'", cli->allow.at[i]);
        }
        warn_of_harm(cli->allow.at[i]);
    }
    char folder[PATH_MAX];
    if (getcwd(folder, sizeof folder) == NULL) {
        return;
    }
    size_t n = strcmp(folder, "/") == 0 ? 0 : strlen(folder);
    folder[n] = '\0';
    while (!look_in(cli, folder) && n != 0) {
        n = (size_t)(strrchr(folder, '/') - folder);
        folder[n] = '\0';
    }
}

static dp_rc write_whole(dp_span old, dp_span new, bool force, char error[512])
{
    int folder = dp_folder_open(DP_ALLOW_FILE, error);
    dp_file_sink *sink = folder >= 0 ? dp_file_sink_open(folder, DP_ALLOW_FILE, 0644, force ? DP_EXISTING_REPLACED : DP_EXISTING_STAYS, error) : NULL;
    dp_rc rc = sink != NULL ? DP_OK : DP_ERROR;
    if (rc == DP_OK) {
        dp_sink *out = dp_file_sink_base(sink);
        dp_put(out, old);
        dp_put(out, old.n != 0 && old.p[old.n - 1] != '\n' ? DP_LIT("\n") : DP_LIT(""));
        dp_put(out, new);
    }
    rc = dp_file_sink_commit(sink, rc, error);
    rc = rc == DP_OK ? dp_folder_sync(folder, error) : rc;
    if (folder >= 0) {
        close(folder);
    }
    return rc;
}

dp_rc dp_allow_write(const dp_cli *cli, const char *lines, size_t n_names)
{
    char error[512] = "";
    char line[800];
    const dp_allow_file *file = cli->allow_file;
    dp_span old = file != NULL ? (dp_span){(const uint8_t *)file->text, file->n} : DP_LIT("");
    dp_rc rc = write_whole(old, dp_span_of(lines), cli->force, error);
    if (rc != DP_OK) {
        snprintf(line, sizeof line, DP_ALLOW_FILE ": %s", error);
    } else {
        snprintf(line, sizeof line, "wrote " DP_ALLOW_FILE " with %zu new name%s: read it before you keep it", n_names,
                 n_names == 1 ? "" : "s");
    }
    dp_print_line(line);
    return rc;
}
