namespace Workbench.Engine.Plugins;

/// <summary>
/// Limits on a plugin's results: far above what a table can use, far below what fills a machine. Exceeding one is a fault of the plugin.
/// </summary>
public static class PluginLimits
{
    /// <summary>Default time limit of one call of a method or metric: one minute.</summary>
    public static TimeSpan Call { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Most characters of a reason, a message or a note: a few lines of a terminal. Longer text is cut.</summary>
    internal const int Text = 300;

    /// <summary>Most characters of a name: of an exception's type, or of an average in a table. Longer text is cut.</summary>
    internal const int Name = 80;

    /// <summary>
    /// Most rows, and most skipped rows, of one image under one metric: a hundred for each of ImageNet's thousand classes.
    /// </summary>
    internal const int Rows = 100_000;

    /// <summary>Most states of the model that a metric may request. Each is a pass of its own.</summary>
    internal const int States = 1000;

    /// <summary>Most averages beside a metric's headline score. Each may be a column.</summary>
    internal const int Averages = 100;

    /// <summary>Most pixels of a map, 8192 × 8192, unless the model's input has more.</summary>
    internal const long MapPixels = 1L << 26;
}
