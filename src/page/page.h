/* One page about one file, for people: what it is, what is inside, what scan found, whether what is written computes the same. */
#ifndef DP_PAGE_PAGE_H
#define DP_PAGE_PAGE_H

#include "export/description.h"
#include "export/exporter.h"
#include "export/onnx_told.h"

typedef struct dp_page {
    const char *file;               /* as it was named */
    const char *stem;               /* of what convert would write: "model" */
    uint64_t size;                  /* of the file */
    const dp_loaded *loaded;        /* loaded, models: NULL where it could not, or may not, be read to its end */
    dp_models *models;
    const dp_json_file *written;    /* NULL but for a JSON file of ours */
    const dp_onnx_told *onnx;       /* NULL but for an ONNX file of ours, which has no models */
    const dp_export_options *options; /* as convert has them by default; with the source */
} dp_page;

enum { DP_PAGE_MOST = 2000000 }; /* bytes, whatever is inside */

/* Writes HTML that asks for nothing from elsewhere and runs no script. What could not be read is told from ctx's record as it
 * stands; models that cannot be converted leave no trace there. An error only where the page could not be written. */
dp_rc dp_page_write(dp_ctx *ctx, const dp_page *page, dp_sink *sink);

#endif
