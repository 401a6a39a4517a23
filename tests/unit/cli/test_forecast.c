#include "cli/forecast.h"

#include <criterion/criterion.h>

/* Files of a plan, as the children told of them. */
#define MODEL(file, role, more) "{\"file\":\"" file "\",\"models\":[{\"path\":\"$\",\"role\":\"" role "\"" more "}]}"
#define PREDICTOR(file) MODEL(file, "predictor", ",\"features\":4,\"codes\":3")
#define SCALER(file, columns) MODEL(file, "transformer", ",\"features\":6,\"columns\":" columns)
#define LABELS(file, codes) MODEL(file, "labels", ",\"codes\":" codes)
#define NAMES(file, n) "{\"file\":\"" file "\",\"names\":" n "}"

/* The command lines of the plan, one after the other. */
static void expect(const char *files, const char *want)
{
    char got[1024] = "";
    cJSON *plan = cJSON_Parse(files);
    cJSON *sum = cJSON_CreateObject();
    cr_assert_not_null(plan, "%s", files);
    dp_forecast_together(plan, sum);
    const cJSON *guess;
    cJSON_ArrayForEach(guess, cJSON_GetObjectItemCaseSensitive(sum, "together")) {
        strncat(got, cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(guess, "command")), 300);
        strncat(got, ";", 2);
    }
    cr_assert_str_eq(got, want, "%s", got);
    cJSON_Delete(plan);
    cJSON_Delete(sum);
}

Test(forecast, files_of_one_width_belong_together)
{
    expect("[" PREDICTOR("app/m.pkl") "," SCALER("app/s.pkl", "4") "," LABELS("app/l.pkl", "3") "," NAMES("app/n.pkl", "6") "]",
           "depickle convert 'app/s.pkl' 'app/m.pkl' --chain --labels 'app/l.pkl' --feature-names 'app/n.pkl';");
    expect("[" PREDICTOR("m.pkl") "," LABELS("l.pkl", "3") "]", "depickle convert 'm.pkl' --labels 'l.pkl';");
    expect("[" PREDICTOR("m.pkl") "," NAMES("n.pkl", "4") "]", "depickle convert 'm.pkl' --feature-names 'n.pkl';");
}

Test(forecast, files_of_another_width_or_folder_do_not)
{
    expect("[" PREDICTOR("m.pkl") "]", "");
    expect("[" PREDICTOR("m.pkl") "," SCALER("s.pkl", "5") "," LABELS("l.pkl", "2") "," NAMES("n.pkl", "6") "]", "");
    expect("[" PREDICTOR("a/m.pkl") "," SCALER("b/s.pkl", "4") "," SCALER("a/b/s.pkl", "4") "," SCALER("s.pkl", "4") "]", "");
    expect("[" SCALER("s.pkl", "4") "," LABELS("l.pkl", "3") "]", ""); /* nothing predicts */
    expect("[{\"file\":\"m.pkl\",\"models\":[{\"path\":\"$[0]\",\"role\":\"predictor\",\"features\":4}]}," SCALER("s.pkl", "4") "]", "");
}

Test(forecast, where_two_would_fit_nothing_is_said)
{
    expect("[" PREDICTOR("m.pkl") "," SCALER("s.pkl", "4") "," SCALER("t.pkl", "4") "]", "");
    expect("[" PREDICTOR("m.pkl") "," SCALER("s.pkl", "4") "," LABELS("k.pkl", "3") "," LABELS("l.pkl", "3") "]", "");
}

Test(forecast, names_that_a_model_has_are_not_given_again)
{
    expect("[" MODEL("m.pkl", "predictor", ",\"features\":4,\"named\":true") "," NAMES("n.pkl", "4") "]", "");
}

Test(forecast, names_of_files_are_quoted_for_a_shell)
{
    expect("[" PREDICTOR("it's/$(id).pkl") "," SCALER("it's/s.pkl", "4") "]",
           "depickle convert 'it'\\''s/s.pkl' 'it'\\''s/$(id).pkl' --chain;");
}
