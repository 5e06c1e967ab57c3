using Workbench.Engine.Plugins;

namespace Workbench.Engine;

/// <summary>The version of the host's own arithmetic, a part of every cell's key: rows that another version computed are not served.</summary>
public static class Numerics
{
    private static readonly string[] s_folders = ["Workbench.Engine.Model.", "Workbench.Engine.Passes."];

    // Outside of these folders: random draws, and how a photograph becomes an input.
    private static readonly string[] s_classes = ["Workbench.Engine.Seeds", "Workbench.Engine.Data.InputConvention", "Workbench.Engine.Data.Resampling"];

    /// <summary>
    /// Raised by hand when a change of the host may change a number: the layers' products, the sweep, the post steps, the resampling of images.
    /// 1 was never written down. 2: convolutions are filled up with channels of zeros where libtorch's own are wrong, so that rows of such networks changed; rows that a
    /// plugin had spoilt by writing into what it was given are left behind with it.
    /// </summary>
    public const int Version = 2;

    /// <summary>
    /// The fingerprint of the code that <see cref="Version"/> stands for. A test compares it with <see cref="Actual"/>: where the code was edited and no number can have changed,
    /// record the new fingerprint; otherwise raise the version too.
    /// </summary>
    public const string Recorded = "";

    /// <summary>The fingerprint of the code that runs: of the folders Model and Passes, of the contract, of the random draws and of an image's way into the model.</summary>
    public static string Actual { get; } = Fingerprint();

    /// <summary>What keys hold: the version, and where the code is not what it stands for, as in the midst of an edit, the code's own fingerprint.</summary>
    public static string Identity => Actual == Recorded ? $"{Version}" : $"{Version}+{Actual}";

    private static string Fingerprint()
    {
        using var engine = new CodeHash(File.ReadAllBytes(typeof(Numerics).Assembly.Location), []);
        using var contract = new CodeHash(File.ReadAllBytes(typeof(IAttributionMethod).Assembly.Location), []);
        return Seeds.Of(0, engine.OfEach(Counts), contract.OfEach(type => type.StartsWith("Workbench.", StringComparison.Ordinal))).ToString("x16");
    }

    private static bool Counts(string type) => s_folders.Any(folder => type.StartsWith(folder, StringComparison.Ordinal)) || s_classes.Contains(type);
}
