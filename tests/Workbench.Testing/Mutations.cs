using System.Text;
using System.Text.RegularExpressions;

namespace Workbench.Testing;

/// <summary>
/// Creates damaged versions of a good file, the same for the same seed and index on any machine. Each version has one to four defects of
/// the kinds that disks, networks, editors and attackers cause: flipped bits, overwritten bytes and integers, cut ends, and parts that
/// are removed, doubled or moved. Text files also get absurd numbers, swapped tokens and lines, syntax characters, and nesting up to a
/// hundred thousand levels deep.
/// </summary>
public static partial class Mutations
{
    private const int DeepestNesting = 100_000;
    private const int LongestToken = 200_000;

    private static readonly long[] s_integers =
    [
        0, 1, -1, 127, 128, 255, 256, 32767, 65535, 65536, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue,
    ];

    private static readonly string[] s_numbers =
    [
        "-1", "0", "1e308", "1e999", "-1e999", "NaN", "Infinity", ".inf", "-.nan", "99999999999999999999999999", "2147483648",
        "-9223372036854775809", "0x10", "1_000", "١٢", "1,5", "3.0000000000000000000000001", "",
    ];

    // Tokens of YAML, XML, JSON and CSV, and characters that valid text does not contain.
    private static readonly string[] s_tokens =
    [
        "\0",
        "\t",
        "\r",
        "\n",
        "\ufeff",
        "\ufffe",
        "\ud800",
        "\u2028",
        "'",
        "\"",
        "{",
        "}",
        "[",
        "]",
        ":",
        "- ",
        ", ",
        "#",
        "|",
        ">",
        "%",
        "@",
        "`",
        "~",
        "null",
        "&a ",
        "*a ",
        "<<: *a",
        "!!python/object:os.system ",
        "!!binary ",
        "---\n",
        "...\n",
        "? ",
        "<",
        ">",
        "</",
        "<!--",
        "]]>",
        "<![CDATA[",
        "&lt;",
        "&#0;",
        "&#x110000;",
        "&unknown;",
        "<!DOCTYPE a [<!ENTITY b \"b\">]>",
        "<?xml version=\"1.0\" encoding=\"UTF-16\"?>",
        "../../",
        "/",
        "\\",
        "extends: spec.yaml\n",
        "pull:",
        "𝕏",
        "e\u0301",
    ];

    private static readonly (string Open, string Close)[] s_nestings =
    [
        ("[", "]"),
        ("{a: ", "}"),
        ("- ", ""),
        ("? ", ""),
        ("<a>", "</a>"),
        ("{\"a\":", "}"),
        ("(", ")"),
        ("&a [", "]"),
        ("!t ", ""),
        ("<object>", ""),
    ];

    /// <summary>Returns a damaged version.</summary>
    /// <param name="good">The bytes of the good file, which are not changed.</param>
    /// <param name="seed">Seed of the damage.</param>
    /// <param name="index">Index of the version, 0 or more.</param>
    /// <param name="text">Whether the file is text. Half of the defects are then defects of text.</param>
    public static byte[] CreateVersion(byte[] good, int seed, int index, bool text)
    {
        ArgumentNullException.ThrowIfNull(good);
        // .NET keeps the sequence of a seeded generator from version to version.
        var random = new Random(unchecked((seed * 1_000_003) + index));
        var bytes = good.ToArray();
        for (var damages = random.Next(2) == 0 ? 1 : random.Next(2, 5); damages > 0; damages--)
            bytes =
                text && random.Next(2) == 0
                    ? Encoding.UTF8.GetBytes(DamageText(Encoding.UTF8.GetString(bytes), random))
                    : DamageBytes(bytes, random);
        return bytes;
    }

    private static byte[] DamageBytes(byte[] bytes, Random random)
    {
        if (bytes.Length == 0) return [(byte)random.Next(256)];
        var at = random.Next(bytes.Length);
        var (from, length) = Part(bytes.Length, random);
        switch (random.Next(10))
        {
            case 0 or 1:
                for (var flips = random.Next(1, 9); flips > 0; flips--) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 2:
                bytes[at] = (byte)(random.Next(4) switch { 0 => 0, 1 => 255, 2 => 128, _ => random.Next(256) });
                return bytes;
            case 3:
                return OverwriteInteger(bytes, at, random);
            case 4:
                return bytes[..at];
            case 5:
                return [.. bytes[..from], .. bytes[(from + length)..]];
            case 6:
                return [.. bytes[..at], .. bytes.AsSpan(from, length), .. bytes[at..]];
            case 7:
                bytes.AsSpan(from, length).ToArray().AsSpan(0, Math.Min(length, bytes.Length - at)).CopyTo(bytes.AsSpan(at));
                return bytes;
            case 8:
                bytes.AsSpan(from, length).Fill((byte)(random.Next(2) == 0 ? 0 : random.Next(256)));
                return bytes;
            default:
                var junk = new byte[random.Next(1, 300)];
                random.NextBytes(junk);
                return random.Next(2) == 0 ? [.. bytes, .. junk] : [.. bytes[..at], .. junk, .. bytes[at..]];
        }
    }

    // An integer of one to eight bytes in either byte order, like the lengths in headers. Most headers are at the front.
    private static byte[] OverwriteInteger(byte[] bytes, int at, Random random)
    {
        if (random.Next(2) == 0) at %= 64;
        var value = BitConverter.GetBytes(s_integers[random.Next(s_integers.Length)]).AsSpan(0, 1 << random.Next(4)).ToArray();
        if (random.Next(2) == 0) Array.Reverse(value);
        value.AsSpan(0, Math.Min(value.Length, bytes.Length - at)).CopyTo(bytes.AsSpan(at));
        return bytes;
    }

    private static string DamageText(string text, Random random)
    {
        var at = random.Next(text.Length + 1);
        var lines = text.Split('\n').ToList();
        var line = random.Next(lines.Count);
        switch (random.Next(11))
        {
            case 0 or 1:
                return ReplaceMatch(text, Number(), random, s_numbers[random.Next(s_numbers.Length)]);
            case 2:
                return ReplaceMatch(text, Word(), random, s_tokens[random.Next(s_tokens.Length)]);
            case 3 or 4:
                return text.Insert(at, s_tokens[random.Next(s_tokens.Length)]);
            case 5:
                var words = Word().Matches(text);
                return words.Count == 0 ? text : ReplaceMatch(text, Word(), random, words[random.Next(words.Count)].Value);
            case 6:
                lines.RemoveAt(line);
                break;
            case 7:
                lines.Insert(random.Next(lines.Count + 1), lines[line]);
                break;
            case 8:
                lines[line] = new string(' ', random.Next(9)) + lines[line].TrimStart();
                break;
            case 9:
                var token = random.Next(2) == 0 ? "x" : s_tokens[random.Next(s_tokens.Length)];
                return text.Insert(
                    at,
                    string.Concat(Enumerable.Repeat(token, 1 + (random.Next(4) == 0 ? LongestToken / token.Length : random.Next(50)))));
            default:
                var (open, close) = s_nestings[random.Next(s_nestings.Length)];
                var depth = random.Next(4) == 0 ? DeepestNesting : random.Next(1, 200);
                return text.Insert(at, Repeat(open, depth) + (random.Next(2) == 0 ? "" : "1" + Repeat(close, depth)));
        }
        return string.Join('\n', lines);
    }

    private static string ReplaceMatch(string text, Regex what, Random random, string by)
    {
        var found = what.Matches(text);
        if (found.Count == 0) return text + by;
        var match = found[random.Next(found.Count)];
        return string.Concat(text.AsSpan(0, match.Index), by, text.AsSpan(match.Index + match.Length));
    }

    private static string Repeat(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();

    private static (int From, int Length) Part(int length, Random random)
    {
        var from = random.Next(length);
        return (from, random.Next(1, Math.Min(length - from, random.Next(3) == 0 ? length : 64) + 1));
    }

    [GeneratedRegex(@"\d+(\.\d+)?", RegexOptions.ExplicitCapture)]
    private static partial Regex Number();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
