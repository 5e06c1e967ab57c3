using Workbench.Data;

namespace Workbench.Engine;

/// <summary>The version of the host's own arithmetic, a part of every cell's key: rows that another version computed are not served.</summary>
public static class Numerics
{
    /// <summary>
    /// Raised by hand when a change of the host may change a number: the layers' products, the sweep, the post steps, the resampling of images.
    /// 1 was never written down. 2: convolutions are filled up with channels of zeros where libtorch's own are wrong, so that rows of such networks
    /// changed; rows that a plugin had spoilt by writing into what it was given are left behind with it.
    /// </summary>
    public const int Version = 2;

    /// <summary>
    /// The fingerprint of the code that <see cref="Version"/> stands for. A test compares it with <see cref="Actual"/>: where the code was edited and
    /// no number can have changed, record the new fingerprint; otherwise raise the version too.
    /// </summary>
    public const string Recorded = "7a5087d271cea671";

    /// <summary>The fingerprint of the code that runs: see <see cref="NumericsFingerprint"/>.</summary>
    public static string Actual { get; } = NumericsFingerprint.OfThisProcess(CacheFolders.Checks);

    /// <summary>What keys hold: the version, and where other code than it stands for runs, as in the midst of an edit, that code's fingerprint.</summary>
    public static string Identity => IdentityOf(Actual);

    /// <summary>The same, of code of that fingerprint.</summary>
    internal static string IdentityOf(string fingerprint) => fingerprint == Recorded ? $"{Version}" : $"{Version}+{fingerprint}";
}
