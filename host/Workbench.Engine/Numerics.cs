using Workbench.Data;

namespace Workbench.Engine;

/// <summary>The version of the host's arithmetic, a part of every cell's key: rows computed by another version are not reused.</summary>
public static class Numerics
{
    /// <summary>
    /// Raised by hand when a change of the host may change a number: the layers' products, the sweep, the post steps, the resampling of
    /// images. Version 1 was not recorded. Version 2 pads convolutions with zero channels where libtorch's are wrong, which changed the
    /// rows of such networks. It also invalidates rows computed while a plugin could write into its inputs.
    /// </summary>
    public const int Version = 2;

    /// <summary>
    /// The fingerprint of the code of this <see cref="Version"/>. A test compares it with <see cref="Fingerprint"/>. After an edit that
    /// cannot have changed a number, record the new fingerprint; otherwise raise the version too.
    /// </summary>
    public const string RecordedFingerprint = "051f71006db43aea";

    /// <summary>The fingerprint of the running code: see <see cref="NumericsFingerprint"/>.</summary>
    public static string Fingerprint { get; } = NumericsFingerprint.FromRunningProcess(CacheFolders.Checks);

    /// <summary>The text in cell keys: the version, followed by the fingerprint if the running code is not the recorded one.</summary>
    public static string Identity => IdentityOf(Fingerprint);

    /// <summary>The <see cref="Identity"/> of code with the given fingerprint.</summary>
    internal static string IdentityOf(string fingerprint) => fingerprint == RecordedFingerprint ? $"{Version}" : $"{Version}+{fingerprint}";
}
