using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Workbench.Data.Files;

/// <summary>
/// Reads an untrusted XML file in any encoding that it declares. Entities and external references are off, and depth and length are limited
/// to those of an annotation, since parsing takes time with the square of the depth.
/// </summary>
internal static partial class ShallowXml
{
    private const int MostDepth = 64, LongestDeclaration = 256;

    private static readonly XmlReaderSettings s_safe = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = 10_000_000,
    };

    // Names that Python and editors use for encodings and .NET does not know.
    private static readonly Dictionary<string, string> s_aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["utf8"] = "utf-8",
        ["utf_8"] = "utf-8",
        ["utf-8-sig"] = "utf-8",
        ["latin-1"] = "iso-8859-1",
        ["latin1"] = "iso-8859-1",
        ["ansi"] = "windows-1252",
        ["cp1250"] = "windows-1250",
        ["cp1251"] = "windows-1251",
        ["cp1252"] = "windows-1252",
        ["cp936"] = "gbk",
        ["ms936"] = "gbk",
        ["cp932"] = "shift_jis",
        ["ms932"] = "shift_jis",
        ["sjis"] = "shift_jis",
        ["windows-31j"] = "shift_jis",
        ["cp949"] = "ks_c_5601-1987",
        ["uhc"] = "ks_c_5601-1987",
        ["euc_kr"] = "euc-kr",
        ["cp950"] = "big5",
        ["euc_jp"] = "euc-jp",
        ["eucjp"] = "euc-jp",
        ["koi8r"] = "koi8-r", ["gb_2312"] = "gb2312", ["gb_2312-80"] = "gb2312", ["gb-18030"] = "gb18030",
    };

    static ShallowXml() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The root element.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <exception cref="XmlException">The file is not XML, exceeds a limit, or declares an unknown encoding.</exception>
    /// <exception cref="DecoderFallbackException">Its bytes are invalid in the declared encoding.</exception>
    public static XElement Load(byte[] file)
    {
        var encoding = DeclaredBy(file);
        using (var first = Open(file, encoding))
            while (first.Read())
                if (first.Depth > MostDepth) throw new XmlException($"elements are nested more than {MostDepth} deep");
        using var reader = Open(file, encoding);
        return XElement.Load(reader);
    }

    // Without a declaration, the XML reader detects the encoding from the first bytes and throws on invalid UTF-8.
    private static XmlReader Open(byte[] file, Encoding? encoding) => encoding is null
        ? XmlReader.Create(new MemoryStream(file), s_safe)
        : XmlReader.Create(new StreamReader(new MemoryStream(file), encoding, detectEncodingFromByteOrderMarks: false), s_safe);

    private static Encoding? DeclaredBy(byte[] file)
    {
        if (file.AsSpan().StartsWith(Encoding.UTF8.Preamble))
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);
        var start = Encoding.Latin1.GetString(file, 0, Math.Min(file.Length, LongestDeclaration));
        if (Declaration().Match(start) is not { Success: true } declared) return null;
        var name = declared.Groups["name"].Value;
        // The declaration was readable as single bytes, so a file that claims UTF-16 was in fact saved as UTF-8.
        if (name.StartsWith("utf-16", StringComparison.OrdinalIgnoreCase) || name.StartsWith("ucs-2", StringComparison.OrdinalIgnoreCase))
            name = "utf-8";
        try
        {
            return Encoding.GetEncoding(
                s_aliases.GetValueOrDefault(name, name), EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (ArgumentException error)
        {
            throw new XmlException($"its encoding '{TextExcerpt.OneLine(name)}' is unknown", error);
        }
    }

    [GeneratedRegex("""^\s*<\?xml[^>]*?\sencoding\s*=\s*["'](?<name>[^"'<>]*)["']""", RegexOptions.ExplicitCapture)]
    private static partial Regex Declaration();
}
