#pragma once
// The workflows and the sample configuration, as they stand in workflows/.

struct greffe_embedded {
    const unsigned char *_Nonnull bytes;
    long length;
};

struct greffe_embedded greffe_embedded_claim(void);
struct greffe_embedded greffe_embedded_order(void);
struct greffe_embedded greffe_embedded_invoice(void);
struct greffe_embedded greffe_embedded_other(void);
struct greffe_embedded greffe_embedded_configuration(void);
