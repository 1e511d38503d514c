// How report.html looks. Every colour of a text is held against its ground in both schemes by tests/shell/report_html.t; nothing is
// wider than the screen, so whatever may be long breaks anywhere.
#pragma once

#define REPORT_STYLE                                                                               \
	":root{color-scheme:light dark;--ground:#fff;--ink:#1b1d21;--soft:#50555e;--line:#c6cad1;" \
	"--bar:#5b7aa5;--last:#0b4f9c;--good:#e3f4e7;--good-ink:#0a4d1c;--care:#fff2cc;"           \
	"--care-ink:#553800;--bad:#fde5e2;--bad-ink:#83160d;--code:#f1f3f5}\n"                     \
	"@media(prefers-color-scheme:dark){:root{--ground:#15171b;--ink:#e9eaec;--soft:#b3b8c1;"   \
	"--line:#454b55;--bar:#7d93b5;--last:#a9ccff;--good:#12351d;--good-ink:#c2f2cd;"           \
	"--care:#3c2e05;--care-ink:#ffe3a3;--bad:#451610;--bad-ink:#ffcfc8;--code:#23262c}}\n"     \
	"*{box-sizing:border-box}\n"                                                               \
	"body{margin:0;background:var(--ground);color:var(--ink);"                                 \
	"font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}\n"                             \
	"main{max-width:54rem;margin:0 auto;padding:1rem .75rem 3rem}\n"                           \
	"h1{font-size:1.25rem;line-height:1.3;margin:.5rem 0 1rem}\n"                              \
	"h2{font-size:1.15rem;line-height:1.3;margin:2rem 0 .5rem;padding-top:.75rem;"             \
	"border-top:1px solid var(--line)}\n"                                                      \
	"h3{font-size:1rem;margin:1.5rem 0 .25rem}\n"                                              \
	"p{margin:.4rem 0}\n"                                                                      \
	"ul{margin:.4rem 0;padding-left:1.25rem}\n"                                                \
	".outcome{font-size:1.1rem;font-weight:600;padding:.75rem;border-radius:.4rem}\n"          \
	".good{background:var(--good);color:var(--good-ink)}\n"                                    \
	".care{background:var(--care);color:var(--care-ink)}\n"                                    \
	".bad{background:var(--bad);color:var(--bad-ink)}\n"                                       \
	"code{font:.85rem/1.5 ui-monospace,monospace;background:var(--code);padding:.1rem .3rem;"  \
	"border-radius:.2rem}\n"                                                                   \
	".command{margin:.4rem 0 1rem}\n"                                                          \
	".name{font-weight:400;color:var(--soft)}\n"                                               \
	"table{width:100%;border-collapse:collapse;margin:.5rem 0 1rem;font-size:.9rem}\n"         \
	"caption{text-align:left;color:var(--soft);padding:.25rem 0}\n"                            \
	"th,td{padding:.3rem .2rem;border-bottom:1px solid var(--line);text-align:right;"          \
	"vertical-align:top;font-variant-numeric:tabular-nums}\n"                                  \
	"th{font-weight:600}\n"                                                                    \
	"thead th{overflow-wrap:normal}\n" \
	"th:first-child{text-align:left}\n"                                                        \
	"tbody th{font-weight:400}\n"                                                              \
	"figure{margin:.75rem 0}\n"                                                                \
	"figcaption{color:var(--soft);font-size:.9rem}\n"                                          \
	".bars{display:flex;align-items:flex-end;gap:2px;height:3.5rem;max-width:24rem;"           \
	"border-bottom:1px solid var(--line)}\n"                                                   \
	".bars span{flex:0 1 1.5rem;min-width:0;background:var(--bar)}\n"                          \
	".bars span:last-child{background:var(--last)}\n"                                          \
	"dl{margin:.4rem 0;font-size:.9rem}\n"                                                     \
	"dt{color:var(--soft);margin-top:.4rem}\n"                                                 \
	"dd{margin:0}\n"                                                                           \
	"@media(max-width:30rem){th,td{font-size:.75rem;padding:.3rem 0 .3rem .4rem}"              \
	"th:first-child{padding-left:0}}\n"                                                        \
	"@media print{:root{color-scheme:light}main{max-width:none;padding:0}"                     \
	"h2,h3{break-after:avoid}tr,li,figure,.outcome{break-inside:avoid}"                        \
	".outcome{border:1px solid}.bars span{print-color-adjust:exact}}\n"
