/* Bytes as digits, and what JSON takes for a number: for all who read text. */
#ifndef DP_BASE_DIGITS_H
#define DP_BASE_DIGITS_H

#include "base/span.h"

bool dp_is_digit(uint8_t c);
/* What the digit stands for; -1: it is none. */
int dp_hex_digit(uint8_t c); /* of either case */
int dp_base64_digit(uint8_t c);

/* -? (0 | [1-9] digits) (. digits)? ([eE] [+-]? digits)?
 * *real: is it more than a sign and digits? Told of numbers only. */
bool dp_is_json_number(dp_span s, bool *real);

#endif
