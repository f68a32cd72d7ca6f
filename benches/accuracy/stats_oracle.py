#!/usr/bin/env python3
"""Values that the tests of `base::stats` are held against. usage: stats_oracle.py   (pip: scipy mpmath)"""
import mpmath, numpy as np
from scipy import integrate, special, stats

print("wilson 70/84        ", *map(repr, stats.binomtest(70, 84).proportion_ci(method="wilson")))
print("clopper-pearson     ", *map(repr, stats.binomtest(70, 84).proportion_ci(method="exact")))
print("norm.cdf(-8), (1.3) ", repr(stats.norm.cdf(-8)), repr(stats.norm.cdf(1.3)))
print("norm.ppf(1e-10)     ", repr(stats.norm.ppf(1e-10)))
print("P(8<Z<9)            ", repr(stats.norm.sf(8) - stats.norm.sf(9)))
for z, skew in [(-2.0, -0.3), (0.0, -0.5), (1.0, -0.3), (2.5, -0.3), (3.0, 0.4), (4.0, -0.6)]:
    print("Pearson III         ", z, skew, repr(float(stats.pearson3.cdf(z, skew))))

for nu in (3.0, 4.5, 39.0, 1000.0):
    print("t.ppf(0.975)        ", nu, repr(float(stats.t.ppf(0.975, nu))))

def corner(h, k, rho):
    inner = lambda x: stats.norm.pdf(x) * special.ndtr((k - rho * x) / np.sqrt(1 - rho * rho))
    kink = k / rho
    cuts = sorted({-12.0, *(c for c in (kink - 1, kink, kink + 1) if -12 < c < h), h})
    return sum(integrate.quad(inner, a, b, epsabs=1e-15, epsrel=1e-14, limit=500)[0] for a, b in zip(cuts, cuts[1:]))

for h, k, rho in [(0.5, -1.0, 0.3), (-2.0, 1.5, -0.6), (1.0, 1.2, 0.95), (-1.0, 0.7, -0.97), (2.5, -0.3, 0.8)]:
    print("bivariate lower     ", h, k, rho, repr(float(corner(h, k, rho))))

mpmath.mp.dps = 40
for x, a in [(3016200.0, 0.717948), (3177.0, 3000000.0)]:
    print("ln gamma ratio      ", x, a, mpmath.nstr(mpmath.loggamma(mpmath.mpf(x) + mpmath.mpf(a)) - mpmath.loggamma(x), 18))
for x in (0.282, 1.0, 3177.2):
    print("digamma             ", x, repr(float(special.digamma(x))))
for b, c in [(1, 9), (40, 60)]:
    print("McNemar             ", b, c, repr(float(stats.binomtest(b, b + c).pvalue)))

def delong(x, y):
    psi = np.array([[1.0 if a > b else 0.5 if a == b else 0.0 for b in y] for a in x])
    return psi.mean(), psi.mean(1), psi.mean(0)

x, turned = [0.9, 0.8, 0.7, 0.55, 0.55, 0.3], [0.1, 0.3, 0.2, 0.5, 0.4, 0.35]
y = [0.6, 0.55, 0.4, 0.3, 0.2, 0.15, 0.1]
a1, v10, v01 = delong(x, y)
a2, w10, w01 = delong(turned, y)
cov = lambda p, q, r, s: np.cov(p, q)[0, 1] / len(p) + np.cov(r, s)[0, 1] / len(r)
print("DeLong              ", repr(float(a1)), repr(float(cov(v10, v10, v01, v01))))
var = cov(v10, v10, v01, v01) + cov(w10, w10, w01, w01) - 2 * cov(v10, w10, v01, w01)
print("DeLong difference p ", repr(float(2 * stats.norm.sf(abs(a1 - a2) / np.sqrt(var)))))
