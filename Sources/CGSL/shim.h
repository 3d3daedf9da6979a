#include <gsl/gsl_cdf.h>
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <gsl/gsl_odeiv2.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_roots.h>
#include <gsl/gsl_statistics_double.h>

// GSL's global types of methods are C globals, which Swift 6 refuses to read directly.

static inline const gsl_rng_type *tidewatt_rng_taus2(void) { return gsl_rng_taus2; }
static inline const gsl_root_fsolver_type *tidewatt_root_brent(void) {
  return gsl_root_fsolver_brent;
}
static inline const gsl_odeiv2_step_type *tidewatt_ode_rk8pd(void) { return gsl_odeiv2_step_rk8pd; }
static inline const gsl_multifit_nlinear_type *tidewatt_fit_trust(void) {
  return gsl_multifit_nlinear_trust;
}
