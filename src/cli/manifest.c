#include "cli/manifest.h"

#include "depickle.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* What of the options changes the bytes of an output. */
static void add_options(cJSON *line, const dp_cli *cli)
{
    static const char *const targets[] = {"auto", "ml5", "ml1", "plain"};
    cJSON *o = cJSON_AddObjectToObject(line, "options");
    cJSON_AddStringToObject(o, "to", cli->formats != NULL ? cli->formats : "");
    cJSON_AddStringToObject(o, "target", targets[cli->export.target]);
    cJSON_AddStringToObject(o, "input_type", cli->export.emit.input_f32 ? "float" : "double");
    cJSON_AddStringToObject(o, "output_type", cli->export.emit.output_f32 ? "float" : "double");
    cJSON_AddStringToObject(o, "like", cli->export.emit.like_skl2onnx ? "skl2onnx" : "");
    cJSON_AddStringToObject(o, "select", cli->select != NULL ? cli->select : "");
}

static void copy(cJSON *line, const cJSON *report, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(report, key);
    if (item != NULL) {
        cJSON_AddItemToObject(line, key, cJSON_Duplicate(item, 1));
    }
}

bool dp_manifest_add(const dp_cli *cli, const char *path, const dp_outcome *outcome, const dp_outputs *outputs)
{
    cJSON *line = cJSON_CreateObject();
    cJSON_AddStringToObject(line, "schema", "depickle-manifest/1");
    cJSON_AddStringToObject(line, "input", path);
    cJSON_AddStringToObject(line, "sha256", outcome->sha256);
    cJSON_AddNumberToObject(line, "code", outcome->rc);
    cJSON_AddStringToObject(line, "error", outcome->line);
    dp_outputs_describe(outputs, line);
    copy(line, outcome->report, "verdict");
    copy(line, outcome->report, "models");
    copy(line, outcome->report, "warnings");
    dp_walls_describe(outcome->walls, line);
    cJSON_AddStringToObject(line, "depickle", depickle_version());
    add_options(line, cli);
    char *text = cJSON_PrintUnformatted(line);
    cJSON_Delete(line);
    size_t n = text != NULL ? strlen(text) : 0;
    int fd = text != NULL ? open(cli->manifest, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0640) : -1;
    bool good = false;
    if (fd >= 0) {
        text[n] = '\n'; /* over the NUL: one write, one line */
        good = write(fd, text, n + 1) == (ssize_t)(n + 1);
        good = close(fd) == 0 && good;
    }
    cJSON_free(text);
    return good;
}
