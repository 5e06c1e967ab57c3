using System.Text;

namespace Workbench.Testing;

/// <summary>A stand-in for the file of the pointing game's difficult pairs, with the same format and counts but other flags.</summary>
public static class FlagsFile
{
    /// <summary>4,952 lines with 2,230 flags in 1,467 of them.</summary>
    public static byte[] Bytes { get; } = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 4952).Select(Line)));

    private static string Line(int image)
    {
        var flags = Enumerable.Range(0, 20).Select(flag => (flag, image) is (0, < 1467) or (1, < 2230 - 1467) ? "\t1" : "\t0");
        return $"{image + 1:000000}{string.Concat(flags)}\n";
    }
}
