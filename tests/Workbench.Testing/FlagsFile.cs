using System.Text;

namespace Workbench.Testing;

/// <summary>A stand-in for the file of the pointing game's difficult pairs: its form and its counts, not its flags.</summary>
public static class FlagsFile
{
    /// <summary>4,952 lines with 2,230 flags in 1,467 of them.</summary>
    public static byte[] Bytes { get; } = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 4952).Select(image =>
        $"{image + 1:000000}{string.Concat(Enumerable.Range(0, 20).Select(flag => (flag, image) is (0, < 1467) or (1, < 2230 - 1467) ? "\t1" : "\t0"))}\n"
    )));
}
