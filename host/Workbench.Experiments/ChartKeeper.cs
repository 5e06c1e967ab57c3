using Workbench.Engine.Store;
using Workbench.Reporting;
using Workbench.Reporting.Figures;

namespace Workbench.Experiments;

/// <summary>Gives a run's charts the drawings that its store kept of them, and keeps those that were drawn in the meantime.</summary>
internal sealed class ChartKeeper : IDisposable
{
    private const string Part = "charts";

    private readonly KeptParts? _kept;
    private readonly string _run, _digest;
    private readonly IReadOnlyList<Chart> _charts;

    /// <summary>Gives them.</summary>
    /// <param name="store">The results.</param>
    /// <param name="run">Id of the run.</param>
    /// <param name="end">The tables with their charts.</param>
    public ChartKeeper(CellStore store, string run, RunEnd end)
    {
        // A figure of curves is drawn each time, and its SVG counts on from the charts before it: they are drawn each time too.
        var isAlone = end.Tables.All(table => table.Report.Figure is null);
        (_kept, _run, _charts) = (isAlone ? store.Kept : null, run, [.. end.Tables.SelectMany(table => table.Charts)]);
        _digest = _kept is null ? "" : ReportDigest.Of([.. end.Tables.Select(table => table.Report)]);
        AreDrawn = _kept?.Find(run, Part, _digest) is { } drawn && KeptCharts.Take(_charts, drawn);
    }

    /// <summary>Whether the store had them.</summary>
    public bool AreDrawn { get; }

    /// <summary>Keeps them where all were drawn since.</summary>
    public void Dispose()
    {
        if (!AreDrawn && _charts.Count > 0 && _charts.All(chart => chart.IsDrawn))
            _kept?.Write(_run, Part, _digest, KeptCharts.Write(_charts));
    }
}
