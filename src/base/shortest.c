/* Florian Loitsch, "Printing floating-point numbers quickly and accurately with integers" (PLDI 2010), the third
 * algorithm: the number and the borders of what reads back as it are scaled by a power of ten to between 2^-60 and 2^-32
 * of an integer, then digits are taken off the upper border until what is left is less than the interval. All is known
 * to within one unit; where that could matter, it says so and gives up. */
#include "base/shortest.h"

#include <stdint.h>
#include <string.h>

enum { WHOLE_MAX = 10 };

static const uint32_t ten_to[WHOLE_MAX] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000};

/* f x 2^e */
typedef struct scaled {
    uint64_t f;
    int e;
} scaled;

enum {
    LOWEST = -60,          /* the exponent after scaling, so that at most 32 bits stand before the point */
    FIRST_POWER = -348,
    POWER_STEP = 8
};

/* 10^k for each eighth k from FIRST_POWER on, correctly rounded to 64 bits. */
static const scaled powers[] = {
    {0xfa8fd5a0081c0288U, -1220}, {0xbaaee17fa23ebf76U, -1193}, {0x8b16fb203055ac76U, -1166},
    {0xcf42894a5dce35eaU, -1140}, {0x9a6bb0aa55653b2dU, -1113}, {0xe61acf033d1a45dfU, -1087},
    {0xab70fe17c79ac6caU, -1060}, {0xff77b1fcbebcdc4fU, -1034}, {0xbe5691ef416bd60cU, -1007},
    {0x8dd01fad907ffc3cU, -980}, {0xd3515c2831559a83U, -954}, {0x9d71ac8fada6c9b5U, -927},
    {0xea9c227723ee8bcbU, -901}, {0xaecc49914078536dU, -874}, {0x823c12795db6ce57U, -847},
    {0xc21094364dfb5637U, -821}, {0x9096ea6f3848984fU, -794}, {0xd77485cb25823ac7U, -768},
    {0xa086cfcd97bf97f4U, -741}, {0xef340a98172aace5U, -715}, {0xb23867fb2a35b28eU, -688},
    {0x84c8d4dfd2c63f3bU, -661}, {0xc5dd44271ad3cdbaU, -635}, {0x936b9fcebb25c996U, -608},
    {0xdbac6c247d62a584U, -582}, {0xa3ab66580d5fdaf6U, -555}, {0xf3e2f893dec3f126U, -529},
    {0xb5b5ada8aaff80b8U, -502}, {0x87625f056c7c4a8bU, -475}, {0xc9bcff6034c13053U, -449},
    {0x964e858c91ba2655U, -422}, {0xdff9772470297ebdU, -396}, {0xa6dfbd9fb8e5b88fU, -369},
    {0xf8a95fcf88747d94U, -343}, {0xb94470938fa89bcfU, -316}, {0x8a08f0f8bf0f156bU, -289},
    {0xcdb02555653131b6U, -263}, {0x993fe2c6d07b7facU, -236}, {0xe45c10c42a2b3b06U, -210},
    {0xaa242499697392d3U, -183}, {0xfd87b5f28300ca0eU, -157}, {0xbce5086492111aebU, -130},
    {0x8cbccc096f5088ccU, -103}, {0xd1b71758e219652cU, -77}, {0x9c40000000000000U, -50}, {0xe8d4a51000000000U, -24},
    {0xad78ebc5ac620000U, 3}, {0x813f3978f8940984U, 30}, {0xc097ce7bc90715b3U, 56}, {0x8f7e32ce7bea5c70U, 83},
    {0xd5d238a4abe98068U, 109}, {0x9f4f2726179a2245U, 136}, {0xed63a231d4c4fb27U, 162}, {0xb0de65388cc8ada8U, 189},
    {0x83c7088e1aab65dbU, 216}, {0xc45d1df942711d9aU, 242}, {0x924d692ca61be758U, 269}, {0xda01ee641a708deaU, 295},
    {0xa26da3999aef774aU, 322}, {0xf209787bb47d6b85U, 348}, {0xb454e4a179dd1877U, 375}, {0x865b86925b9bc5c2U, 402},
    {0xc83553c5c8965d3dU, 428}, {0x952ab45cfa97a0b3U, 455}, {0xde469fbd99a05fe3U, 481}, {0xa59bc234db398c25U, 508},
    {0xf6c69a72a3989f5cU, 534}, {0xb7dcbf5354e9beceU, 561}, {0x88fcf317f22241e2U, 588}, {0xcc20ce9bd35c78a5U, 614},
    {0x98165af37b2153dfU, 641}, {0xe2a0b5dc971f303aU, 667}, {0xa8d9d1535ce3b396U, 694}, {0xfb9b7cd9a4a7443cU, 720},
    {0xbb764c4ca7a44410U, 747}, {0x8bab8eefb6409c1aU, 774}, {0xd01fef10a657842cU, 800}, {0x9b10a4e5e9913129U, 827},
    {0xe7109bfba19c0c9dU, 853}, {0xac2820d9623bf429U, 880}, {0x80444b5e7aa7cf85U, 907}, {0xbf21e44003acdd2dU, 933},
    {0x8e679c2f5e44ff8fU, 960}, {0xd433179d9c8cb841U, 986}, {0x9e19db92b4e31ba9U, 1013},
    {0xeb96bf6ebadf77d9U, 1039}, {0xaf87023b9bf0ee6bU, 1066},
};

/* The upper half of the product, rounded. */
static scaled times(scaled a, scaled b)
{
    const uint64_t low = 0xffffffffU;
    uint64_t a1 = a.f >> 32, a0 = a.f & low, b1 = b.f >> 32, b0 = b.f & low;
    uint64_t mixed = a1 * b0, other = a0 * b1;
    uint64_t middle = (a0 * b0 >> 32) + (mixed & low) + (other & low) + (UINT64_C(1) << 31);
    return (scaled){a1 * b1 + (mixed >> 32) + (other >> 32) + (middle >> 32), a.e + b.e + 64};
}

/* The power that brings an exponent to LOWEST or little above; *k: which one. */
static scaled power_for(int e, int *k)
{
    const int64_t log10_2 = 1292913986, one = INT64_C(1) << 32; /* log10 2 = log10_2 / one */
    int64_t product = (LOWEST - e + 63) * log10_2;
    int64_t least = product / one + (product % one > 0 ? 1 : 0);
    int i = (int)(least - FIRST_POWER - 1) / POWER_STEP + 1;
    *k = FIRST_POWER + i * POWER_STEP;
    return powers[i];
}

/* v and the borders half way to its neighbours, all with one exponent. */
struct interval {
    scaled low, v, high;
};

/* v as f x 2^e, as the format stores it. *nearer: below a power of two the neighbours lie closer. */
static scaled take_apart(double v, bool single, bool *nearer)
{
    int digits = single ? 23 : 52;
    int bias = single ? 127 + 23 : 1023 + 52;
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    if (single) {
        float narrow = (float)v;
        uint32_t few;
        memcpy(&few, &narrow, sizeof few);
        bits = few;
    }
    uint64_t fraction = bits & ((UINT64_C(1) << digits) - 1);
    int field = (int)(bits >> digits);
    *nearer = fraction == 0 && field > 1;
    return field == 0 ? (scaled){fraction, 1 - bias} : (scaled){fraction | UINT64_C(1) << digits, field - bias};
}

/* Readers take a float32 by way of float64, where a text right beside the border could round onto it: its interval ends
 * a float64's rounding earlier. */
static struct interval borders(double v, bool single)
{
    int room = single ? 30 : 2; /* bits below the last of v */
    bool nearer_below;
    scaled s = take_apart(v, single, &nearer_below);
    uint64_t f = s.f << room;
    uint64_t half = UINT64_C(1) << (room - 1);
    uint64_t margin = single ? 2 : 0;
    uint64_t high = f + half - margin, low = f - (nearer_below ? half / 2 : half) + margin;
    int shift = __builtin_clzll(high);
    int e = s.e - room - shift;
    return (struct interval){{low << shift, e}, {f << shift, e}, {high << shift, e}};
}

/* What is known while digits come. Distances count in units of the last place, which grows with each digit behind the
 * point. */
struct search {
    uint64_t to_v;    /* from the upper end down to v */
    uint64_t unsafe;  /* from the upper end down to the lower end, each one unit too far out */
    uint64_t unit;
};

/* The digits so far stand for a number `rest` below the upper end, `ten` apart from the next. Takes the last digit down
 * towards v as long as that comes nearer. false: it is not sure that this is the nearest, or inside at all. */
static bool settle(const struct search *s, dp_decimal *out, uint64_t rest, uint64_t ten)
{
    uint64_t near = s->to_v - s->unit, far = s->to_v + s->unit;
    while (rest < near && s->unsafe - rest >= ten && (rest + ten < near || near - rest >= rest + ten - near)) {
        out->digit[out->n - 1]--;
        rest += ten;
    }
    if (rest < far && s->unsafe - rest >= ten && (rest + ten < far || far - rest > rest + ten - far)) {
        return false;
    }
    return 2 * s->unit <= rest && rest <= s->unsafe - 4 * s->unit;
}

/* All of whole's digits, into out; how many. Dividing by a constant is a multiplication, by a power that varies it is not. */
static int whole_digits(uint32_t whole, char out[DP_DIGITS_MAX])
{
    int n = 1;
    while (n < WHOLE_MAX && whole >= ten_to[n]) {
        n++;
    }
    for (int k = n; k-- > 0; whole /= 10) {
        out[k] = (char)('0' + whole % 10);
    }
    return n;
}

static bool take_digits(const struct interval *i, dp_decimal *out)
{
    unsigned shift = (unsigned)-i->v.e;
    const uint64_t one = UINT64_C(1) << shift;
    uint64_t high = i->high.f + 1;
    struct search s = {high - i->v.f, high - (i->low.f - 1), 1};
    uint32_t whole = (uint32_t)(high >> shift);
    uint64_t part = high & (one - 1);
    int left = out->point = whole_digits(whole, out->digit);
    for (out->n = 0; left-- > 0;) {
        uint32_t divisor = ten_to[left];
        whole -= (uint32_t)(out->digit[out->n++] - '0') * divisor;
        uint64_t rest = ((uint64_t)whole << shift) + part;
        if (rest < s.unsafe) {
            return settle(&s, out, rest, (uint64_t)divisor << shift);
        }
    }
    for (;;) {
        part *= 10;
        s.unit *= 10;
        s.unsafe *= 10;
        s.to_v *= 10;
        out->digit[out->n++] = (char)('0' + (part >> shift));
        part &= one - 1;
        if (part < s.unsafe) {
            return settle(&s, out, part, one);
        }
    }
}

bool dp_shortest(double v, bool single, dp_decimal *out)
{
    int k;
    struct interval i = borders(v, single);
    scaled power = power_for(i.v.e + 64, &k);
    i = (struct interval){times(i.low, power), times(i.v, power), times(i.high, power)};
    if (!take_digits(&i, out)) {
        return false;
    }
    out->point -= k;
    while (out->n > 1 && out->digit[out->n - 1] == '0') {
        out->n--;
    }
    return true;
}
