"""Writes the reference tables beside it: python3 -m venv v; v/bin/pip install scipy==1.17.1; v/bin/python tables.py"""
import itertools, pathlib
import numpy as np
from scipy import stats, special

HERE = pathlib.Path(__file__).parent

def write(name, head, rows):
    with open(HERE / name, "w") as out:
        print(head, file=out)
        for row in rows:
            print(",".join(repr(float(x)) if isinstance(x, (float, np.floating)) else str(x) for x in row), file=out)

log10 = lambda x: float(x) / np.log(10)
write("poisson.csv", "lambda,k,log10_upper",
      [(l, k, log10(stats.poisson.logsf(k - 1, l))) for l in (1e-6, 0.003, 0.2, 1.0, 7.5, 60.0, 900.0) for k in (1, 2, 5, 20, 100, 1000)
       if stats.poisson.logsf(k - 1, l) > -600])
write("binomial.csv", "n,p,k,log10_upper",
      [(n, p, k, log10(stats.binom.logsf(k - 1, n, p))) for n in (3, 20, 400, 5000) for p in (1e-6, 0.001, 0.05, 0.5, 0.97) for k in (1, 2, 3, 10, 60)
       if k <= n and stats.binom.logsf(k - 1, n, p) > -600])
write("hypergeometric.csv", "population,marked,drawn,k,log10_upper,log10_lower",
      [(M, n, N, k, log10(stats.hypergeom.logsf(k - 1, M, n, N)), log10(stats.hypergeom.logcdf(k, M, n, N)))
       for M, n, N in ((20, 7, 12), (500, 40, 60), (9000, 300, 250)) for k in (1, 2, 5, 9, 12) if k <= min(n, N)])
rng = np.random.default_rng(7)
rows = []
for n, scale in ((1, .3), (4, .01), (12, .4), (40, .05), (200, .02)):
    q = np.round(rng.random(n) * scale, 6)
    if n == 12: q[3] = 1.0; q[7] = 0.0
    pb = stats.poisson_binom(q)
    for k in sorted({1, 2, n // 2, n}):
        s = float(pb.sf(k - 1))
        if k <= n and s > 1e-250: rows.append((" ".join(map(repr, map(float, q))), k, s))
write("poisson_binomial.csv", "chances,k,upper", rows)
rows = []
for n in (5, 12):
    p = np.sort(np.round(rng.random(n) ** 3, 6))
    rows.append((" ".join(map(repr, map(float, p))), " ".join(map(repr, map(float, stats.false_discovery_control(p, method='bh')))),
                 " ".join(map(repr, map(float, stats.false_discovery_control(p, method='by'))))))
write("false_discovery.csv", "p,bh_adjusted,by_adjusted", rows)
write("ln_gamma.csv", "x,ln_gamma", [(x, float(special.gammaln(x))) for x in (0.1, 0.5, 1.0, 2.5, 10.0, 171.5, 1e5, 1e9)])
rows = []
for n in (3, 10, 50):
    a = np.round(rng.vonmises(1.0, 0.7, n), 6)
    C, S = np.cos(a).mean(), np.sin(a).mean()
    rows.append((" ".join(map(repr, map(float, a))), float(stats.circmean(a, high=np.pi, low=-np.pi)), float(np.hypot(C, S))))
write("circular.csv", "angles,mean,resultant", rows)
rows = []
for n in (5, 9, 30):
    x = rng.permutation(n); y = rng.permutation(n)
    rows.append((" ".join(map(str, x)), " ".join(map(str, y)), float(stats.kendalltau(x, y).statistic)))
write("kendall.csv", "x,y,tau", rows)
write("chi_square.csv", "x,degrees,upper", [(x, d, float(stats.chi2.sf(x, d))) for x in (0.5, 3.0, 20.0, 80.0) for d in (1, 4, 30)])
write("student.csv", "degrees,quantile_975", [(d, float(stats.t.ppf(0.975, d))) for d in (1.5, 2.0, 3.7, 10.0, 30.0, 400.0)])
