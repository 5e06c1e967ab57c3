using Workbench.Engine.Store;
using Workbench.Reporting;
using Workbench.Reporting.Figures;

namespace Workbench.Experiments;

/// <summary>Restores a run's drawn charts from its store, and stores them on disposal if they were drawn in the meantime.</summary>
internal sealed class ChartCache : IDisposable
{
    private const string Part = "charts";

    private readonly ReportPartCache? _kept;
    private readonly string _run, _digest;
    private readonly IReadOnlyList<Chart> _charts;

    /// <summary>Restores the charts.</summary>
    /// <param name="store">The results.</param>
    /// <param name="run">Id of the run.</param>
    /// <param name="end">The tables with their charts.</param>
    public ChartCache(CellStore store, string run, FinishedRun end)
    {
        // A curve figure is drawn each time, and the numbering of ids in its SVG continues that of the charts drawn before it.
        // A run with one therefore draws its charts each time too.
        var isAlone = end.Tables.All(table => table.Report.Figure is null);
        (_kept, _run, _charts) = (isAlone ? store.ReportParts : null, run, [.. end.Tables.SelectMany(table => table.Charts)]);
        _digest = _kept is null ? "" : ReportDigest.Compute([.. end.Tables.Select(table => table.Report)]);
        AreRestored = _kept?.Find(run, Part, _digest) is { } drawn && StoredCharts.Restore(_charts, drawn);
    }

    /// <summary>Whether the store had the drawings.</summary>
    public bool AreRestored { get; }

    /// <summary>Stores the drawings if they were not restored and all charts have been drawn.</summary>
    public void Dispose()
    {
        if (!AreRestored && _charts.Count > 0 && _charts.All(chart => chart.IsDrawn))
            _kept?.Write(_run, Part, _digest, StoredCharts.Serialize(_charts));
    }
}
