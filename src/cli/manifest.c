#include "cli/manifest.h"

#include "cli/allow.h"
#include "cli/outputs.h"
#include "depickle.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- opening ---- */

static const char first_words[] = "{\"schema\":\"depickle-manifest/";

/* Not every C library has memrchr. */
static const char *last_newline(const char *p, size_t n)
{
    while (n != 0 && p[n - 1] != '\n') {
        n--;
    }
    return n != 0 ? p + n - 1 : NULL;
}

/* Cuts off what a killed run left of a line. Only of a manifest: any other file is left alone. false, with errno 0 for a file of
 * another kind. */
static bool mend_end(int fd, off_t size)
{
    char block[4096];
    ssize_t n = pread(fd, block, sizeof first_words - 1, 0);
    off_t end = size;
    if (size == 0) {
        return true;
    }
    if (n < 0 || memcmp(block, first_words, (size_t)n) != 0) {
        errno = n < 0 ? errno : 0;
        return false;
    }
    for (const char *newline = NULL; end > 0 && newline == NULL;) {
        off_t start = end > (off_t)sizeof block ? end - (off_t)sizeof block : 0;
        if (pread(fd, block, (size_t)(end - start), start) != end - start) {
            return false;
        }
        newline = last_newline(block, (size_t)(end - start));
        end = newline != NULL ? start + (newline - block) + 1 : start;
    }
    return end == size || ftruncate(fd, end) == 0;
}

int dp_manifest_open(const dp_cli *cli, char error[512])
{
    struct stat st;
    if (dp_make_folders(cli->manifest, error) != DP_OK) {
        return -1;
    }
    int fd = open(cli->manifest, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK, 0640);
    if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
        flock(fd, LOCK_EX); /* where there are no locks, there is hardly a second writer */
        bool good = fstat(fd, &st) == 0 && mend_end(fd, st.st_size);
        int why = errno;
        flock(fd, LOCK_UN);
        if (good) {
            return fd;
        }
        errno = why;
    } else if (fd >= 0) {
        errno = 0;
    }
    snprintf(error, 512, "%.300s: %s", cli->manifest, errno != 0 ? strerror(errno) : "is another kind of file than a manifest");
    if (fd >= 0) {
        close(fd);
    }
    return -1;
}

/* ---- a line ---- */

/* What of the options changes the bytes of an output, or which there are. */
cJSON *dp_manifest_options(const dp_cli *cli)
{
    static const char *const sidecars[] = {"sum", "bare", "none"};
    const dp_emit_options *emit = &cli->export.emit;
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "to", cli->formats != NULL ? cli->formats : "");
    cJSON_AddStringToObject(o, "target", dp_target_words[cli->export.target]);
    cJSON_AddStringToObject(o, "input_type", emit->input_f32 ? "float" : "double");
    cJSON_AddStringToObject(o, "output_type", emit->output_f32 ? "float" : "double");
    dp_add_path(o, "input_name", emit->input_name != NULL ? emit->input_name : "");
    cJSON_AddBoolToObject(o, "single_input", emit->single_input);
    cJSON_AddStringToObject(o, "like", emit->like_skl2onnx ? "skl2onnx" : "");
    cJSON_AddStringToObject(o, "name", cli->export.c_name != NULL ? cli->export.c_name : "");
    cJSON_AddStringToObject(o, "arrays", cli->export.arrays_base64 ? "base64" : "numbers");
    cJSON_AddNumberToObject(o, "probes", cli->export.probes);
    dp_add_path(o, "select", cli->select != NULL ? cli->select : "");
    cJSON_AddStringToObject(o, "sidecar", sidecars[cli->sidecar]);
    cJSON_AddBoolToObject(o, "chain", cli->chain);
    dp_add_path(o, "labels", cli->labels != NULL ? cli->labels : "");
    dp_add_path(o, "feature_names", cli->feature_names != NULL ? cli->feature_names : "");
    cJSON_AddBoolToObject(o, "partial", cli->partial);
    cJSON_AddNumberToObject(o, "n_features", (double)cli->n_features);
    cJSON *asked = cJSON_AddArrayToObject(o, "methods");
    for (int m = 0; m < DP_METHODS; m++) {
        if (emit->method[m]) {
            cJSON_AddItemToArray(asked, cJSON_CreateString(dp_method_name((dp_method)m)));
        }
    }
    cJSON *allowed = cJSON_AddArrayToObject(o, "allow");
    for (size_t i = 0; i < cli->allow.n; i++) {
        cJSON_AddItemToArray(allowed, dp_path_json(cli->allow.at[i]));
    }
    cJSON_AddStringToObject(o, "allow_file_sha256", cli->allow_file != NULL ? cli->allow_file->sha256 : "");
    return o;
}

static void copy(cJSON *line, const cJSON *report, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(report, key);
    if (item != NULL) {
        cJSON_AddItemToObject(line, key, cJSON_Duplicate(item, 1));
    }
}

/* Of what wrote the file; scikit-learn's own stands with each model. */
static void add_versions(cJSON *line, const cJSON *report)
{
    cJSON *versions = cJSON_AddObjectToObject(line, "versions");
    copy(versions, report, "protocol");
    copy(versions, report, "python2");
    copy(versions, report, "numpy");
    copy(versions, report, "joblib");
}

static cJSON *make_line(const dp_cli *cli, const char *path, const dp_outcome *outcome)
{
    cJSON *line = cJSON_CreateObject();
    cJSON_AddStringToObject(line, "schema", "depickle-manifest/1"); /* first_words */
    dp_add_path(line, "input", path);
    cJSON_AddStringToObject(line, "sha256", outcome->sha256);
    cJSON_AddNumberToObject(line, "code", outcome->rc);
    cJSON_AddStringToObject(line, "error", outcome->line);
    cJSON_AddItemToObject(line, "outputs", outcome->outputs != NULL ? cJSON_Duplicate(outcome->outputs, 1) : cJSON_CreateArray());
    if (outcome->report != NULL) {
        copy(line, outcome->report, "verdict");
        add_versions(line, outcome->report);
        copy(line, outcome->report, "models");
        copy(line, outcome->report, "warnings");
    } else {
        cJSON_AddStringToObject(line, "verdict", outcome->rc == DP_LIMIT ? "limit" : "error");
    }
    dp_walls_describe(outcome->walls, line);
    if (outcome->with != NULL) {
        cJSON_AddItemToObject(line, "with", cJSON_Duplicate(outcome->with, 1));
    }
    cJSON_AddStringToObject(line, "depickle", depickle_version());
    dp_add_path(line, "directory", cli->directory != NULL ? cli->directory : "");
    cJSON_AddItemToObject(line, "options", dp_manifest_options(cli));
    return line;
}

bool dp_manifest_add(int manifest, const dp_cli *cli, const char *path, const dp_outcome *outcome)
{
    struct stat st;
    cJSON *line = make_line(cli, path, outcome);
    char *text = cJSON_PrintUnformatted(line);
    cJSON_Delete(line);
    if (text == NULL) {
        return false;
    }
    size_t n = strlen(text);
    text[n] = '\n'; /* over the NUL: one write, one line */
    flock(manifest, LOCK_EX);
    bool good = fstat(manifest, &st) == 0;
    for (size_t done = 0; good && done <= n;) {
        ssize_t now = write(manifest, text + done, n + 1 - done);
        good = now > 0 || (now < 0 && errno == EINTR);
        done += now > 0 ? (size_t)now : 0;
        if (!good && done != 0 && ftruncate(manifest, st.st_size) != 0) {
            break; /* the next run mends it */
        }
    }
    flock(manifest, LOCK_UN);
    cJSON_free(text);
    return good;
}
