#include "cli/digest.h"

#include "cli/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DIGEST = 64, MOST = 1 << 20 };

/* Lower-case hex of the 64 digits at p, or false. */
static bool take_hex(const char *p, char hex[DP_SHA256_HEX])
{
    for (size_t i = 0; i < DIGEST; i++) {
        char c = p[i];
        if (c >= 'A' && c <= 'F') {
            c = (char)(c - 'A' + 'a');
        }
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
            return false;
        }
        hex[i] = c;
    }
    hex[DIGEST] = '\0';
    return true;
}

/* What one line says: a digest, and the file it is of ("" when it does not tell). */
struct entry {
    char hex[DP_SHA256_HEX];
    const char *name;
};

/* SHA256 (name) = DIGEST */
static bool bsd_form(char *line, struct entry *e)
{
    if (strncmp(line, "SHA256 (", 8) != 0) {
        return false;
    }
    char *end = strstr(line, ") = ");
    for (char *next = end; next != NULL; next = strstr(next + 1, ") = ")) {
        end = next; /* the name itself may hold the mark */
    }
    if (end == NULL || strlen(end + 4) != DIGEST || !take_hex(end + 4, e->hex)) {
        return false;
    }
    *end = '\0';
    e->name = line + 8;
    return true;
}

/* sha256sum's way with names that hold a backslash or the end of a line: \\ \n \r. In place. */
static bool unescape(char *name)
{
    char *to = name;
    for (const char *from = name; *from != '\0'; from++) {
        if (*from == '\\') {
            from++;
            if (*from != '\\' && *from != 'n' && *from != 'r') {
                return false;
            }
            *to++ = *from == 'n' ? '\n' : *from == 'r' ? '\r' : '\\';
        } else {
            *to++ = *from;
        }
    }
    *to = '\0';
    return true;
}

/* DIGEST, or DIGEST followed by two blanks, or a blank and a star, and the name. */
static bool sum_form(char *line, struct entry *e)
{
    bool escaped = line[0] == '\\';
    line += escaped;
    if (strlen(line) < DIGEST || !take_hex(line, e->hex)) {
        return false;
    }
    char *rest = line + DIGEST;
    if (*rest == '\0') {
        e->name = "";
        return true;
    }
    if (rest[0] != ' ' || (rest[1] != ' ' && rest[1] != '*') || rest[2] == '\0') {
        return false;
    }
    e->name = rest + 2;
    return !escaped || unescape(rest + 2);
}

static void trim(char *line)
{
    size_t n = strlen(line);
    while (n != 0 && (line[n - 1] == '\r' || line[n - 1] == ' ' || line[n - 1] == '\t')) {
        line[--n] = '\0';
    }
}

const char *dp_digest_search(char *text, const char *name, bool named_only, char hex[DP_SHA256_HEX])
{
    size_t bare = 0;
    size_t named = 0;
    size_t others = 0;
    char *rest = NULL;
    hex[0] = '\0';
    for (char *line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        struct entry e = {"", ""};
        trim(line);
        if (line[0] == '\0' || line[0] == '#') {
            continue;
        }
        if (!bsd_form(line, &e) && !sum_form(line, &e)) {
            return "has a line that is no sha256";
        }
        bool ours = e.name[0] != '\0' && strcmp(dp_base_name(e.name), name) == 0;
        if (e.name[0] != '\0' && !ours) {
            others++;
            continue;
        }
        if (hex[0] != '\0' && strcmp(hex, e.hex) != 0) {
            return "has several digests for this file";
        }
        memcpy(hex, e.hex, sizeof e.hex);
        bare += e.name[0] == '\0';
        named += ours;
    }
    if (named == 0 && (bare == 0 || others != 0 || named_only)) {
        hex[0] = '\0';
        return named_only ? NULL : "has no digest for this file";
    }
    return NULL;
}

/* A small regular file as text; NULL with errno or a reason. */
static char *read_small(const char *path, const char **reason)
{
    struct stat st;
    *reason = "cannot be read";
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0) {
        return NULL;
    }
    char *text = NULL;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        *reason = "is not a regular file";
    } else if (st.st_size > MOST) {
        *reason = "is too long for a digest";
    } else if ((text = calloc(1, (size_t)st.st_size + 1)) != NULL) {
        ssize_t n = read(fd, text, (size_t)st.st_size);
        if (n != st.st_size || strlen(text) != (size_t)n) {
            *reason = "is not text";
            free(text);
            text = NULL;
        }
    }
    close(fd);
    return text;
}

static dp_rc from_file(const char *list, const char *path, bool named_only, char hex[DP_SHA256_HEX], char error[512])
{
    const char *reason = NULL;
    char *text = read_small(list, &reason);
    if (text != NULL) {
        reason = dp_digest_search(text, dp_base_name(path), named_only, hex);
    }
    free(text);
    if (reason != NULL) {
        snprintf(error, 512, "%.300s %s", list, reason);
        return DP_HASH;
    }
    return DP_OK;
}

dp_rc dp_digest_sidecar(const char *path, char hex[DP_SHA256_HEX], bool *found, char error[512])
{
    char *sidecar = NULL;
    struct stat st;
    *found = false;
    hex[0] = '\0';
    if (asprintf(&sidecar, "%s.sha256", path) < 0) {
        return DP_ERROR;
    }
    dp_rc rc = DP_OK;
    if (lstat(sidecar, &st) == 0) {
        *found = true;
        rc = from_file(sidecar, path, false, hex, error);
    } else if (errno != ENOENT && errno != ENAMETOOLONG) {
        snprintf(error, 512, "%.300s cannot be looked at", sidecar);
        rc = DP_HASH;
    }
    free(sidecar);
    return rc;
}

static dp_rc from_option(const dp_cli *cli, char hex[DP_SHA256_HEX], char error[512])
{
    if (strlen(cli->expect_sha256) != DIGEST || !take_hex(cli->expect_sha256, hex)) {
        snprintf(error, 512, "--expect-sha256 takes 64 hex digits");
        return DP_USAGE;
    }
    return DP_OK;
}

dp_rc dp_digest_expected(const dp_cli *cli, const char *path, char hex[DP_SHA256_HEX], char error[512])
{
    bool found = false;
    hex[0] = '\0';
    if (cli->expect_sha256 != NULL) {
        return from_option(cli, hex, error);
    }
    if (cli->pins != NULL) {
        DP_TRY(from_file(cli->pins, path, true, hex, error));
    }
    if (hex[0] == '\0' && strcmp(path, "-") != 0) {
        DP_TRY(dp_digest_sidecar(path, hex, &found, error));
    }
    if (hex[0] == '\0' && cli->require_sha256) {
        snprintf(error, 512, "no sha256 is expected of it: neither --expect-sha256, --pins nor a .sha256 beside it names one");
        return DP_HASH;
    }
    return DP_OK;
}

/* "DIGEST  name", or with a backslash before it and in the name, so that it stays one line. */
static void put_line(dp_sink *sink, const char *hex, const char *name)
{
    dp_puts(sink, strpbrk(name, "\\\n\r") != NULL ? "\\" : "");
    dp_puts(sink, hex);
    dp_puts(sink, "  ");
    for (; *name != '\0'; name++) {
        if (*name == '\\' || *name == '\n' || *name == '\r') {
            dp_puts(sink, *name == '\n' ? "\\n" : *name == '\r' ? "\\r" : "\\\\");
        } else {
            dp_put(sink, (dp_span){(const uint8_t *)name, 1});
        }
    }
}

dp_file_sink *dp_digest_sink(const dp_cli *cli, int folder, const char *path, const char *hex, char error[512])
{
    char *sidecar = NULL;
    dp_memory_sink text;
    dp_file_sink *sink = NULL;
    dp_memory_sink_init(&text, 0);
    if (cli->sidecar == DP_SIDECAR_SUM) {
        put_line(&text.base, hex, dp_base_name(path));
    } else {
        dp_puts(&text.base, hex);
    }
    dp_puts(&text.base, "\n");
    if (text.base.rc != DP_OK || asprintf(&sidecar, "%s.sha256", path) < 0) {
        snprintf(error, 512, "out of memory");
    } else {
        sink = dp_file_sink_open(folder, sidecar, cli->mode, cli->existing, error);
        free(sidecar);
    }
    if (sink != NULL) {
        dp_put(dp_file_sink_base(sink), (dp_span){text.p, text.n});
        if (dp_file_sink_finish(sink, error) != DP_OK) {
            dp_file_sink_abort(sink);
            sink = NULL;
        }
    }
    dp_memory_sink_done(&text);
    return sink;
}
