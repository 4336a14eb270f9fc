#include "CEmbedded.h"

// What every dossier of evidence carries to be checked with.

static const unsigned char verify_bytes[] = {
#embed "../../packaging/dossier/verify.sh"
};

struct greffe_embedded greffe_embedded_dossier_verify(void) {
    return (struct greffe_embedded){verify_bytes, sizeof verify_bytes};
}
