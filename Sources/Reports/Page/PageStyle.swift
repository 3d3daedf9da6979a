/// The page's style sheet: light or dark as the reader's system is, two columns or one.
enum PageStyle {
  static var css: String { base + palette + drawings }

  private static let base = """
    :root{--ink:#1b1f24;--muted:#5b6470;--paper:#fff;--line:#d9dee4;--soft:#f4f6f8;--s0:#0072b2;
    --s1:#d55e00;--s2:#009e73;--s3:#cc79a7;--s4:#e69f00;--s5:#56b4e9;--s6:#4d4d4d;--s7:#b5a500;
    --p4:#c9cfd6;--p7:#f0e442;color-scheme:light dark}
    @media (prefers-color-scheme:dark){:root{--ink:#e6e9ed;--muted:#a3adb8;--paper:#14171b;
    --line:#343b44;--soft:#1d2127;--s0:#2f93d6;--s6:#c8c8c8;--s7:#f0e442;--p4:#5a636e}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%}
    body{margin:0;background:var(--paper);color:var(--ink);
    font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
    main{max-width:1120px;margin:0 auto;padding:28px 16px 40px}
    h1{font-size:1.5rem;line-height:1.25;margin:0;overflow-wrap:anywhere}
    h2{font-size:1.05rem;margin:36px 0 8px}
    h3{font-size:.95rem;margin:18px 0 6px;overflow-wrap:anywhere}
    p{margin:6px 0;overflow-wrap:anywhere}
    .muted{color:var(--muted)}
    .headline{font-size:1.2rem;line-height:1.4;margin:16px 0 20px;padding:12px 16px;
    border-left:4px solid var(--s0);background:var(--soft)}
    .scroll{overflow-x:auto;margin:8px 0}
    table{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums;width:100%}
    th,td{padding:5px 8px;text-align:right;white-space:nowrap;border-bottom:1px solid var(--line)}
    th{vertical-align:bottom;font-weight:600;line-height:1.25;color:var(--muted)}
    th:first-child,td:first-child{padding-left:0}
    th:first-child,td:first-child,th.words,td.words{text-align:left}
    td.words{white-space:normal;min-width:10em}
    td:first-child{font-weight:600;white-space:normal;min-width:15em;max-width:22em;
    overflow-wrap:anywhere}
    th:first-child,td:first-child{position:sticky;left:0;background:var(--paper)}
    .spread td{color:var(--muted);font-weight:400;padding-top:0}
    .pictures{display:grid;grid-template-columns:1fr 1fr;gap:28px 40px;margin-top:24px}
    figure{margin:0;min-width:0}
    figcaption{font-weight:600;margin-bottom:6px}
    figcaption span{font-weight:400;color:var(--muted);display:block;font-size:.875rem}
    .legend{list-style:none;display:flex;flex-wrap:wrap;gap:2px 16px;margin:0 0 4px;padding:0;
    font-size:.875rem}
    .key{display:inline-block;width:.8em;height:.8em;border-radius:2px;margin-right:.25em;
    background:var(--p)}
    .key.line{background:var(--c)}
    details{margin:8px 0;border-top:1px solid var(--line);padding-top:8px}
    summary{cursor:pointer;font-weight:600;overflow-wrap:anywhere}
    .grid{max-width:600px;margin:12px 0}
    code{font:.875em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere;
    background:var(--soft);padding:1px 4px;border-radius:3px}
    dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;font-size:.875rem}
    dt{color:var(--muted)}
    dd{margin:0;overflow-wrap:anywhere}
    @media (max-width:760px){.pictures{grid-template-columns:minmax(0,1fr)}
    main{padding-top:18px}.headline{font-size:1.05rem}}
    @media print{.scroll{overflow:visible}}

    """

  private static let palette =
    (0..<8).map { ".s\($0){--c:var(--s\($0))}\n" }.joined()
      + """
      .p0{--p:#009e73}.p1{--p:#d55e00}.p2{--p:#e69f00}.p3{--p:#56b4e9}.p4{--p:var(--p4)}
      .p5{--p:#cc79a7}.p6{--p:#0072b2}.p7{--p:var(--p7)}.p8{--p:#7a5195}.p9{--p:#8c6d31}
      .p10{--p:#2f4b7c}.p11{--p:#b5cf6b}

      """

  private static let drawings =
    """
    svg{display:block;width:100%;height:auto;overflow:visible;font-size:13px}
    svg text{fill:var(--ink)}
    svg .muted{fill:var(--muted)}
    .grid line,line.grid{stroke:var(--line);stroke-width:1}
    .axis{stroke:var(--muted);stroke-width:1}
    .curve{fill:none;stroke:var(--c);stroke-width:2;stroke-linejoin:round}
    .thin{stroke-width:1.3}
    .seed{stroke-width:1;opacity:.65}
    .dashed{stroke-dasharray:6 4}
    .mark{fill:var(--c);stroke:var(--paper);stroke-width:1}
    .hollow{fill:var(--paper);stroke:var(--c);stroke-width:2}
    .pole{stroke:var(--c);stroke-width:1;stroke-dasharray:2 2}
    .paper{fill:var(--paper)}
    .target{stroke:var(--ink);stroke-width:1.2;stroke-dasharray:7 4}
    .front{fill:none;stroke:var(--muted);stroke-width:1.5;stroke-dasharray:5 3}
    .halo{paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
    .area{fill:var(--p);stroke:none}
    .bar{fill:var(--c)}
    .bound{fill:none;stroke:var(--c);stroke-width:1.5;stroke-dasharray:4 3}
    .whisker{stroke:var(--ink);stroke-width:1.3}
    .ideal{fill:none;stroke:var(--muted);stroke-width:1.5;stroke-dasharray:2 4}
    .throttled{fill:none;stroke:#111;stroke-width:2;stroke-dasharray:1.5 1.5}
    .part{fill:var(--p);stroke:var(--paper);stroke-width:1}
    .empty,.unused{fill:none;stroke:var(--line);stroke-width:1;stroke-dasharray:3 2}
    svg .on{font-size:12px;fill:#111}
    svg .on.p6,svg .on.p8,svg .on.p9,svg .on.p10{fill:#fff}
    svg .on.p4{fill:var(--ink)}
    svg .small{font-size:11px}
    svg .dark{fill:#111}
    svg .light{fill:#fff}
    .level{stroke:var(--line);stroke-width:.5}

    """
    // Light to dark blue, in ten equal steps of lightness.
    + zip(
      0...,
      [
        "f2f7fc", "dcebf7", "c3ddf0", "a6cde7", "84badb", "3f8fc4", "2f7fb7", "1f6ba5", "12578f",
        "0a4478",
      ]
    ).map { ".l\($0){fill:#\($1)}\n" }.joined()
    // Light yellow to dark red, as heat is usually drawn.
    + zip(
      0...,
      [
        "fff7d6", "ffe9a8", "ffd77a", "ffbf5a", "fba046", "e2592f", "cc3f2c", "b02a2a", "8f1a28",
        "6b0f24",
      ]
    ).map { ".h\($0){fill:#\($1)}\n" }.joined()
}
