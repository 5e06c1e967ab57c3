namespace Workbench.Engine.Plugins;

/// <summary>How much a plugin may answer. Far above what a table can use, and far below what fills a machine: more is a fault of the plugin's.</summary>
public static class PluginLimits
{
    /// <summary>The longest that one call of a method or metric may take, where nobody says otherwise: one minute.</summary>
    public static TimeSpan Call { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Characters of a reason, a message or a note: some lines of a terminal. What is longer is cut.</summary>
    internal const int Text = 300;

    /// <summary>Characters of a name: of an exception's type, or of an average in a table. What is longer is cut.</summary>
    internal const int Name = 80;

    /// <summary>Rows, or skipped rows, of one image under one metric: a hundred for each of ImageNet's thousand classes.</summary>
    internal const int Rows = 100_000;

    /// <summary>States of the model that a metric may ask for: each is a pass of its own.</summary>
    internal const int States = 1000;

    /// <summary>Averages beside a metric's headline: each may be a column.</summary>
    internal const int Averages = 100;

    /// <summary>Pixels of a map, 8192 × 8192, unless the model's input has more: a map is of a layer's size, or of the input's.</summary>
    internal const long MapPixels = 1L << 26;
}
