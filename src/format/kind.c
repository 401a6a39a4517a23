/* Kinds of files by their first bytes, taken alone: what may begin a pickle as well is weighed in other.c. */
#include "format/kind.h"

#include "format/tar.h"

struct magic {
    dp_file_kind kind;
    size_t at;     /* where the mark stands */
    dp_span mark;
    bool text;     /* behind blanks, in any case of letters */
};

#define MARK(mark) {(const uint8_t *)(mark), sizeof(mark) - 1}
#define BITS(mark) ((int)(sizeof(mark) - 1) * 8)
#define MAGIC(name, what, at, mark) {{name, what, BITS(mark)}, at, MARK(mark), false}
#define WORDS(name, what, mark) {{name, what, BITS(mark)}, 0, MARK(mark), true}

/* The first row that fits tells. */
static const struct magic magics[] = {
    MAGIC("zip", "a zip archive (PyTorch, .npz, .keras, .skops)", 0, "PK\x03\x04"),
    MAGIC("zip", "an empty zip archive", 0, "PK\x05\x06"),
    MAGIC("hdf5", "HDF5 (Keras)", 0, "\x89HDF\r\n\x1a\n"),
    MAGIC("safetensors", "safetensors", 8, "{\""),
    MAGIC("elf", "a Linux program or library", 0, "\x7f" "ELF"),
    MAGIC("exe", "a Windows program", 0, "MZ\x90\0"),
    MAGIC("pdf", "a PDF document", 0, "%PDF-"),
    MAGIC("png", "a PNG picture", 0, "\x89PNG\r\n\x1a\n"),
    MAGIC("jpeg", "a JPEG picture", 0, "\xff\xd8\xff"),
    MAGIC("gguf", "GGUF", 0, "GGUF"),
    MAGIC("zstd", "Zstandard data, which joblib does not write", 0, "\x28\xb5\x2f\xfd"),
    MAGIC("7z", "a 7z archive", 0, "7z\xbc\xaf\x27\x1c"),
    MAGIC("rar", "a RAR archive", 0, "Rar!\x1a\x07"),
    MAGIC("parquet", "Parquet", 0, "PAR1"),
    MAGIC("arrow", "Arrow", 0, "ARROW1"),
    MAGIC("sqlite", "an SQLite database", 0, "SQLite format 3\0"),
    MAGIC("rds", "an R object", 0, "RDX"),
    MAGIC("catboost", "a CatBoost model", 0, "CBM1"),
    MAGIC("lightgbm", "a LightGBM model", 0, "tree\nversion="),
    MAGIC("git-lfs", "a git-lfs pointer: the model itself was not fetched", 0, "version https://git-lfs"),
    WORDS("html", "an HTML page", "<!doctype html"),
    WORDS("html", "an HTML page", "<html"),
    WORDS("html", "an HTML page", "<head"),
    WORDS("xml", "XML", "<?xml"),
    WORDS("json", "JSON", "{\""),
    WORDS("json", "JSON", "{}"),
    WORDS("json", "JSON", "{\n"),
    WORDS("json", "JSON", "[{"),
    WORDS("script", "a script", "#!/"),
};

static uint8_t lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c;
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static bool fits(const struct magic *m, dp_span head)
{
    size_t at = m->at;
    while (m->text && at < head.n && is_blank(head.p[at])) {
        at++;
    }
    dp_span there = dp_span_cut(head, at, m->mark.n);
    if (!m->text || there.n < m->mark.n) {
        return dp_span_equal(there, m->mark);
    }
    for (size_t i = 0; i < there.n; i++) {
        if (lower(there.p[i]) != m->mark.p[i]) {
            return false;
        }
    }
    return true;
}

/* ONNX has no magic: protobuf's field 1 (ir_version, a small number), then field 2 (producer's name), 7 (graph), 8
 * (opset) or 14 (metadata), each with a length. */
static bool is_onnx(dp_span head)
{
    if (head.n < 4 || head.p[0] != 0x08 || head.p[1] == 0 || head.p[1] > 20) {
        return false;
    }
    return head.p[2] == 0x12 || head.p[2] == 0x3a || head.p[2] == 0x42 || head.p[2] == 0x72;
}

const dp_file_kind *dp_kind_find(dp_span head)
{
    static const dp_file_kind empty = {"empty", "empty", 64};
    static const dp_file_kind tar = {"tar", "a tar archive", 40};
    static const dp_file_kind onnx = {"onnx", "ONNX already", 20};
    if (head.n == 0) {
        return &empty;
    }
    if (dp_tar_is(head)) {
        return &tar;
    }
    for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++) {
        if (fits(&magics[i], head)) {
            return &magics[i].kind;
        }
    }
    return is_onnx(head) ? &onnx : NULL;
}
