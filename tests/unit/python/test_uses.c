#include "base/text.h"
#include "python/uses.h"
#include "support/test_ctx.h"

#include <criterion/criterion.h>

static dp_ctx *ctx;

static void open_ctx(void)
{
    ctx = test_ctx();
}

TestSuite(uses, .init = open_ctx);

static void add_paths(dp_text *t, const dp_py_paths *paths)
{
    for (size_t i = 0; i < paths->n; i++) {
        dp_text_addf(t, "%s%s", i != 0 ? "|" : "", paths->at[i]);
    }
}

static void add_uses(dp_text *t, const dp_py_uses *uses, const dp_py_paths *of)
{
    for (size_t i = 0; i < uses->n; i++) {
        const dp_py_use *use = &uses->at[i];
        dp_text_addf(t, "; %u %s%s%s%s", use->line, use->object, use->key[0] != '\0' ? " " : "", use->key,
                     use->kind == DP_USE_WHOLE ? " whole" : "");
        if (use->kind != DP_USE_WHOLE) {
            dp_text_addf(t, " .%s", use->attribute);
        }
        if (use->argument != NULL) {
            dp_text_addf(t, "(%s)", use->argument);
        }
        if (of != NULL && (use->paths.n != of->n || strcmp(use->paths.at[0], of->at[0]) != 0)) {
            dp_text_adds(t, " of ");
            add_paths(t, &use->paths);
        }
    }
}

/* "3 model <- a.pkl; 4 model .predict(X)", a line for each load; then what is of no load. */
static const char *found(dp_py_source *sources, size_t n)
{
    dp_load_sites sites = {0};
    dp_py_readings readings;
    cr_assert_eq(dp_load_sites_find(ctx, sources, n, &sites), DP_OK);
    cr_assert_eq(dp_py_readings_find(ctx, "src/app.py", sources, n, &sites, &readings), DP_OK);
    dp_text t = dp_text_new(ctx);
    for (size_t i = 0; i < readings.n; i++) {
        const dp_py_reading *r = &readings.at[i];
        dp_text_addf(&t, "%s%u %s<- ", i != 0 ? "\n" : "", r->site->line,
                     r->target[0] != '\0' ? dp_take_printf(ctx, "%s ", r->target) : "");
        add_paths(&t, &r->paths);
        add_uses(&t, &r->uses, &r->paths);
    }
    if (readings.loose.n != 0) {
        dp_text_adds(&t, "\nloose");
        add_uses(&t, &readings.loose, NULL);
    }
    return dp_text_str(&t);
}

struct row {
    const char *in, *out;
};

static void check(const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        dp_py_source source = {.text = dp_span_of(rows[i].in)};
        cr_assert_str_eq(found(&source, 1), rows[i].out, "%s\n%s", rows[i].in, found(&source, 1));
    }
}

#define CHECK(rows) check(rows, sizeof(rows) / sizeof *(rows))

Test(uses, paths_are_told)
{
    static const struct row rows[] = {
        {"m = pickle.load(open('a.pkl', 'rb'))", "1 m <- a.pkl"},
        {"m = joblib.load('models/' 'a.pkl')", "1 m <- models/a.pkl"},
        {"m = (x or joblib).load('a.pkl')", "1 m <- a.pkl"},
        {"m = getattr(joblib, 'load')('a.pkl')", "1 m <- a.pkl"},
        {"m = importlib.import_module('joblib').load('a.pkl')", "1 m <- a.pkl"},
        {"m = sys.modules['joblib'].load('a.pkl')\nm.predict(X)", "1 m <- a.pkl; 2 m .predict(X)"},
        {"m = self.compat.joblib.load('a.pkl')", "1 m <- a.pkl"},
        {"m = joblib.load(filename=r'models\\a.pkl')", "1 m <- models/a.pkl"},
        {"with open('a.pkl', 'rb') as f: m = pickle.load(f)", "1 m <- a.pkl"},
        {"with open('x') as g, gzip.open('a.pkl.gz') as f:\n  m = pickle.load(f)", "2 m <- a.pkl.gz"},
        {"f = open('a.pkl', 'rb')\nm = pickle.load(f)\nf = open('b.pkl', 'rb')\nn = pickle.load(f)", "2 m <- a.pkl\n4 n <- b.pkl"},
        {"m = pickle.loads(open('a.pkl', 'rb').read())", "1 m <- a.pkl"},
        {"m = pickle.loads(pathlib.Path('a') .joinpath('b.pkl').read_bytes())", "1 m <- a/b.pkl"},
        {"m = pickle.Unpickler(open('a.pkl', 'rb')).load()", "1 m <- a.pkl"},
        {"P = 'a.pkl'\nm = joblib.load(P)", "2 m <- a.pkl"},
        {"P: str = 'a.pkl'\ndef f():\n  return joblib.load(P)", "3 <- a.pkl"},
        {"m = joblib.load(os.path.join('a', 'b', 'c.pkl'))", "1 m <- a/b/c.pkl"},
        {"HERE = os.path.dirname(os.path.abspath(__file__))\nm = joblib.load(os.path.join(HERE, 'c.pkl'))", "2 m <- src/c.pkl"},
        {"ROOT = Path(__file__).resolve().parent.parent\nm = joblib.load(ROOT / 'models' / 'c.pkl')", "2 m <- models/c.pkl"},
        {"m = joblib.load(settings.BASE_DIR / 'c.pkl')", "1 m <- */c.pkl"},
        {"class Config:\n  M = 'c.pkl'\nm = joblib.load(Config.M)", "3 m <- c.pkl"},
        {"class C:\n  def __init__(self, path='c.pkl'):\n    self.p = path\n    self.m = joblib.load(self.p)",
         "4 self.m <- c.pkl"},
        {"D = 'models'\nm = joblib.load(f'{D}/{name}.pkl')", "2 m <- models/*.pkl"},
        {"m = joblib.load('models/{}.pkl'.format(x))\nn = joblib.load('%s.pkl' % x)", "1 m <- models/*.pkl\n2 n <- *.pkl"},
        {"for p in glob.glob('models/*.pkl'):\n  m = joblib.load(p)", "2 m <- models/*.pkl"},
        {"for p in Path('models').glob('*.pkl'):\n  m = joblib.load(p)", "2 m <- models/*.pkl"},
        {"P = {'a': 'a.pkl', 'b': 'b.pkl'}\nm = joblib.load(P[k])", "2 m <- a.pkl|b.pkl"},
        {"m = joblib.load(os.environ.get('MODEL', 'a.pkl'))", "1 m <- a.pkl"},
        {"if x:\n  p = 'a.pkl'\nelse:\n  p = 'b.pkl'\nm = joblib.load(p)", "5 m <- b.pkl|a.pkl"},
        {"m = joblib.load(sys.argv[1])", "1 m <- *"},
        {"m = pickle.loads(redis.get(key))", "1 m <- *"},
        {"p, q = 'a.pkl', 'b.csv'\nm = joblib.load(p)", "2 m <- a.pkl"},
        {"(p, q) = 'b.csv', os.path.join('x', 'a.pkl')\nm = joblib.load(q)", "2 m <- x/a.pkl"},
        {"p, q = names\nm = joblib.load(p)", "2 m <- *"},
        {"p, q = *names, 'a.pkl'\nm = joblib.load(q)", "2 m <- *"},
        {"p, q = 'a.pkl', 'b.pkl', 'c.pkl'\nm = joblib.load(p)", "2 m <- *"},
        {"p = p\nm = joblib.load(p)", "2 m <- *"},
        {"def f(p): return g(p)\ndef g(p): return f(p)\nm = joblib.load(f(g('a')))", "3 m <- *"},
    };
    CHECK(rows);
}

Test(uses, names_are_followed)
{
    static const struct row rows[] = {
        {"m = joblib.load('a.pkl')\nprint(m.predict(X), m.classes_)", "1 m <- a.pkl; 2 m .predict(X); 2 m .classes_"},
        {"m = joblib.load('a.pkl')\ndef f(x):\n  return m.predict_proba([x, 1])[0]", "1 m <- a.pkl; 3 m .predict_proba([x, 1])"},
        {"m = joblib.load('a.pkl')\ndef f(m):\n  return m.predict(1)", "1 m <- a.pkl\nloose; 3 m .predict(1)"},
        {"joblib.load('a.pkl').predict(X)", "1 <- a.pkl; 1 joblib.load('a.pkl') .predict(X)"},
        {"class C:\n  def __init__(self):\n    self.m = joblib.load('a.pkl')\n  def p(self, x):\n    return self.m.predict(x)\n"
         "C().x.m.steps",
         "3 self.m <- a.pkl; 5 self.m .predict(x); 6 x.m .steps"},
        {"class C:\n  m = joblib.load('a.pkl')\nC.m.predict(x)", "2 m <- a.pkl; 3 C.m .predict(x)"},
        {"def load():\n  return joblib.load('a.pkl')\nm = load()\nm.predict(X)", "2 m <- a.pkl; 4 m .predict(X)"},
        {"def load(p):\n  with open(p, 'rb') as f:\n    m = pickle.load(f)\n  return m\na = load('a.pkl')\n"
         "b = load(p='b.pkl')\na.predict(X)\nb.predict(Y)",
         "3 m <- a.pkl|b.pkl; 7 a .predict(X) of a.pkl; 8 b .predict(Y) of b.pkl"},
        {"d = joblib.load('a.pkl')\nm = d['model']\nm.predict(X)\nd['s'].transform(X)",
         "1 d <- a.pkl; 4 d['s'] ['s'] .transform(X); 3 m ['model'] .predict(X)"},
        {"d = joblib.load('a.pkl')\nm, s = d['model'], d['scaler']\ndef f(X):\n  return m.predict(s.transform(X))",
         "1 d <- a.pkl; 4 m ['model'] .predict(s.transform(X)); 4 s ['scaler'] .transform(X)"},
        {"(n, m) = 1, joblib.load('a.pkl')\nm.predict(X)\nn.predict(X)", "1 m <- a.pkl; 2 m .predict(X)\nloose; 3 n .predict(X)"},
        {"m, s = pickle.load(f)\nm.predict(s.transform(X))", "1 <- *; 2 m [0] .predict(s.transform(X)); 2 s [1] .transform(X)"},
        {"M = {}\nfor n in names:\n  M[n] = joblib.load(n + '.pkl')\nM['a'].predict(X)", "3 M[n] <- *.pkl; 4 M['a'] .predict(X)"},
        {"M = {'a': joblib.load('a.pkl')}\nM['a'].predict(X)", "1 <- a.pkl; 2 M['a'] .predict(X)"},
        {"m = None\ndef get():\n  global m\n  m = joblib.load('a.pkl')\ndef p(x):\n  return m.predict(x)", "4 m <- a.pkl; 6 m .predict(x)"},
        {"m = joblib.load('a.pkl')\nk = m\nk.predict(X)\ng(m)", "1 m <- a.pkl; 4 m whole; 3 k .predict(X)"},
        {"if (m := joblib.load('a.pkl')): m.predict(X)", "1 <- a.pkl; 1 m .predict(X)"},
        {"def f(): return g()\ndef g(): return f()\nf = joblib.load('a.pkl')", "3 f <- a.pkl"},
        {"ApiConfig.model.predict(X)\nrandom.score(x)\ny.fit(x)", "\nloose; 1 ApiConfig.model .predict(X)"},
    };
    CHECK(rows);
}

Test(uses, cells_of_a_notebook_go_together)
{
    dp_py_source cells[] = {
        {.text = dp_span_of("P = 'a.pkl'"), .cell = 1},
        {.text = dp_span_of("m = joblib.load(P)"), .cell = 3},
        {.text = dp_span_of("x = 1\nm.predict(X)"), .cell = 4},
    };
    cr_assert_str_eq(found(cells, 3), "1 m <- a.pkl; 2 m .predict(X)");
}

Test(uses, text_cut_anywhere_is_read)
{
    static const char text[] = "class C:\n  def f(self, p='a.pkl', *q):\n    with open(f'{p}/x', 'rb') as g:\n"
                               "      self.m, k = {'a': [pickle.load(g)]}['a'][0]\n"
                               "    return self.m.predict(X)\n"
                               "m = C().f(os.path.join(*z, p='b'))\nfor m in (n := joblib.load(glob.glob('*.pkl')[0])): m[0].fit(m)";
    for (size_t n = 0; n < sizeof text; n++) {
        dp_py_source source = {.text = dp_span_cut(dp_span_of(text), 0, n)};
        found(&source, 1);
    }
}
