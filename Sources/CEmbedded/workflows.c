#include "CEmbedded.h"

// The bytes of workflows/, so that a program needs no file beside it to found an archive.

static const unsigned char claim_bytes[] = {
#embed "../../workflows/claim.yaml"
};
static const unsigned char order_bytes[] = {
#embed "../../workflows/order.yaml"
};
static const unsigned char invoice_bytes[] = {
#embed "../../workflows/invoice.yaml"
};
static const unsigned char other_bytes[] = {
#embed "../../workflows/other.yaml"
};
static const unsigned char configuration_bytes[] = {
#embed "../../workflows/greffe.yaml"
};

struct greffe_embedded greffe_embedded_claim(void) { return (struct greffe_embedded){claim_bytes, sizeof claim_bytes}; }
struct greffe_embedded greffe_embedded_order(void) { return (struct greffe_embedded){order_bytes, sizeof order_bytes}; }
struct greffe_embedded greffe_embedded_invoice(void) {
    return (struct greffe_embedded){invoice_bytes, sizeof invoice_bytes};
}
struct greffe_embedded greffe_embedded_other(void) { return (struct greffe_embedded){other_bytes, sizeof other_bytes}; }
struct greffe_embedded greffe_embedded_configuration(void) {
    return (struct greffe_embedded){configuration_bytes, sizeof configuration_bytes};
}
