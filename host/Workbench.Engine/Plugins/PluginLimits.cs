namespace Workbench.Engine.Plugins;

/// <summary>How much a plugin may answer. Far above what a table can use, and far below what fills a machine: more is a fault of the plugin's.</summary>
internal static class PluginLimits
{
    /// <summary>Characters of a reason, a message or a note: some lines of a terminal. What is longer is cut.</summary>
    public const int Text = 300;

    /// <summary>Characters of a name: of an exception's type, or of an average in a table. What is longer is cut.</summary>
    public const int Name = 80;

    /// <summary>Rows, or skipped rows, of one image under one metric: a hundred for each of ImageNet's thousand classes.</summary>
    public const int Rows = 100_000;

    /// <summary>States of the model that a metric may ask for: each is a pass of its own.</summary>
    public const int States = 1000;

    /// <summary>Averages beside a metric's headline: each may be a column.</summary>
    public const int Averages = 100;

    /// <summary>Pixels of a map, 8192 × 8192, unless the model's input has more: a map is of a layer's size, or of the input's.</summary>
    public const long MapPixels = 1L << 26;
}
