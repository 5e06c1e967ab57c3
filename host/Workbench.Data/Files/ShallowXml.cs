using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Workbench.Data.Files;

/// <summary>
/// Reads an XML file that someone else wrote, in any encoding that it declares: no entities, nothing from elsewhere, and no more depth or length than an annotation
/// has (deep files take time with the square of their depth).
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

    // What Python and editors call encodings, and .NET does not.
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
    /// <exception cref="XmlException">It is no XML, or more of it than is read, or in an encoding that nobody knows.</exception>
    /// <exception cref="DecoderFallbackException">Its bytes are no text in the encoding that it declares.</exception>
    public static XElement Load(byte[] file)
    {
        var encoding = DeclaredBy(file);
        using (var first = Open(file, encoding))
            while (first.Read())
                if (first.Depth > MostDepth) throw new XmlException($"more than {MostDepth} elements stand inside each other");
        using var reader = Open(file, encoding);
        return XElement.Load(reader);
    }

    // Where nothing is declared, the XML reader goes by the file's first bytes, and refuses what is no UTF-8.
    private static XmlReader Open(byte[] file, Encoding? encoding) => encoding is null
        ? XmlReader.Create(new MemoryStream(file), s_safe)
        : XmlReader.Create(new StreamReader(new MemoryStream(file), encoding, detectEncodingFromByteOrderMarks: false), s_safe);

    private static Encoding? DeclaredBy(byte[] file)
    {
        if (file.AsSpan().StartsWith(Encoding.UTF8.Preamble))
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);
        if (
            Declaration().Match(Encoding.Latin1.GetString(file, 0, Math.Min(file.Length, LongestDeclaration)))
            is not { Success: true } declared)
            return null;
        var name = declared.Groups["name"].Value;
        // The declaration could be read byte by byte: whatever wrote a text of 16 bits a character into it saved it as UTF-8.
        if (name.StartsWith("utf-16", StringComparison.OrdinalIgnoreCase) || name.StartsWith("ucs-2", StringComparison.OrdinalIgnoreCase))
            name = "utf-8";
        try
        {
            return Encoding.GetEncoding(
                s_aliases.GetValueOrDefault(name, name), EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (ArgumentException error)
        {
            throw new XmlException($"its encoding '{Quoted.Short(name)}' is not known", error);
        }
    }

    [GeneratedRegex("""^\s*<\?xml[^>]*?\sencoding\s*=\s*["'](?<name>[^"'<>]*)["']""", RegexOptions.ExplicitCapture)]
    private static partial Regex Declaration();
}
