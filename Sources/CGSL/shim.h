// GSL's global generator types are mutable C globals, which Swift 6 refuses to read directly.
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

static inline const gsl_rng_type *tidewatt_rng_taus2(void) { return gsl_rng_taus2; }
