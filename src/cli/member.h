/* Members of the JSON objects that the child hands to the parent. */
#ifndef DP_CLI_MEMBER_H
#define DP_CLI_MEMBER_H

#include <cjson/cJSON.h>

/* "": it has no such text. */
static inline const char *dp_text_in(const cJSON *object, const char *key)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
    return text != NULL ? text : "";
}

/* 0: it has no such number. */
static inline double dp_number_in(const cJSON *object, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    return cJSON_IsNumber(item) ? item->valuedouble : 0;
}

/* The same of a whole number; 0, too, where it is none of 32 bits. */
static inline unsigned dp_count_in(const cJSON *object, const char *key)
{
    double n = dp_number_in(object, key);
    return n > 0 && n < 4e9 ? (unsigned)n : 0;
}

#endif
