#include "export/sarif.h"

#include <cjson/cJSON.h>
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const dp_sarif_rule rules[] = {
    {"unsafe-name", "A pickle names something that can run", "Do not load it.", DP_SARIF_ERROR, "9.8"},
    {"remark", "Something to look at", "Look at it.", DP_SARIF_NOTE, NULL},
};

/* The place in o that a path such as "runs/0/results" leads to. */
static const cJSON *at(const cJSON *o, const char *path)
{
    char part[64];
    while (o != NULL && *path != '\0') {
        size_t n = strcspn(path, "/");
        memcpy(part, path, n);
        part[n] = '\0';
        o = cJSON_IsArray(o) ? cJSON_GetArrayItem(o, part[0] - '0') : cJSON_GetObjectItemCaseSensitive(o, part);
        path += n + (path[n] == '/');
    }
    cr_assert_not_null(o, "nothing at %s", path);
    return o;
}

static void is(const cJSON *o, const char *path, const char *text)
{
    cr_assert_str_eq(cJSON_GetStringValue(at(o, path)), text, "%s", path);
}

static cJSON *end(dp_sarif *log, int code)
{
    char *text = dp_sarif_end(log, code);
    cr_assert_not_null(text);
    cr_assert_eq(text[strlen(text) - 1], '\n');
    cJSON *o = cJSON_Parse(text);
    free(text);
    cr_assert_not_null(o);
    return o;
}

Test(sarif, results_name_their_rule_and_place)
{
    dp_sarif *log = dp_sarif_new(rules, 2);
    dp_sarif_add(log, &(dp_sarif_result){"unsafe-name", DP_SARIF_ERROR, "calls \"os.system\"", "a b/m\xff.pkl", 0, 0, 27});
    dp_sarif_add(log, &(dp_sarif_result){"remark", DP_SARIF_NOTE, "here", "./app.py", 12, 5, DP_SARIF_NO_OFFSET});
    dp_sarif_add(log, &(dp_sarif_result){"remark", DP_SARIF_NOTE, "there", "/srv/app.py", 1, 0, DP_SARIF_NO_OFFSET});
    cJSON *o = end(log, 1);
    is(o, "version", "2.1.0");
    is(o, "runs/0/tool/driver/name", "depickle");
    is(o, "runs/0/tool/driver/rules/0/id", "unsafe-name");
    is(o, "runs/0/tool/driver/rules/0/properties/tags/1", "CWE-502");
    is(o, "runs/0/tool/driver/rules/0/properties/tags/2", "external/cwe/cwe-502");
    is(o, "runs/0/tool/driver/rules/0/properties/security-severity", "9.8");
    is(o, "runs/0/tool/driver/rules/1/defaultConfiguration/level", "note");
    cr_assert_null(cJSON_GetObjectItem(at(o, "runs/0/tool/driver/rules/1/properties"), "security-severity"));
    is(o, "runs/0/results/0/ruleId", "unsafe-name");
    is(o, "runs/0/results/0/level", "error");
    is(o, "runs/0/results/0/message/text", "calls \"os.system\"");
    is(o, "runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri", "a%20b/m%FF.pkl");
    cr_assert_eq(at(o, "runs/0/results/0/locations/0/physicalLocation/region/byteOffset")->valueint, 27);
    cr_assert_eq(at(o, "runs/0/results/0/locations/0/physicalLocation/region/startLine")->valueint, 1);
    is(o, "runs/0/results/1/locations/0/physicalLocation/artifactLocation/uri", "app.py");
    cr_assert_eq(at(o, "runs/0/results/1/locations/0/physicalLocation/region/startLine")->valueint, 12);
    cr_assert_eq(at(o, "runs/0/results/1/locations/0/physicalLocation/region/startColumn")->valueint, 5);
    is(o, "runs/0/results/2/locations/0/physicalLocation/artifactLocation/uri", "file:///srv/app.py");
    cr_assert(cJSON_IsTrue(at(o, "runs/0/invocations/0/executionSuccessful")));
    cr_assert_eq(at(o, "runs/0/invocations/0/exitCode")->valueint, 1);
    cJSON_Delete(o);
}

Test(sarif, a_file_that_could_not_be_judged_is_told)
{
    dp_sarif *log = dp_sarif_new(rules, 1);
    dp_sarif_add_failure(log, "x.pkl", "a limit was reached");
    cJSON *o = end(log, 9);
    cr_assert_eq(cJSON_GetArraySize(at(o, "runs/0/results")), 0);
    cr_assert(cJSON_IsFalse(at(o, "runs/0/invocations/0/executionSuccessful")));
    is(o, "runs/0/invocations/0/toolExecutionNotifications/0/message/text", "a limit was reached");
    is(o, "runs/0/invocations/0/toolExecutionNotifications/0/locations/0/physicalLocation/artifactLocation/uri", "x.pkl");
    cJSON_Delete(o);
}

Test(sarif, memory_that_is_out_is_no_crash)
{
    dp_sarif_add(NULL, &(dp_sarif_result){"remark", DP_SARIF_NOTE, "", "", 0, 0, 0});
    dp_sarif_add_failure(NULL, "", "");
    cr_assert_null(dp_sarif_end(NULL, 0));
}
