using System.Xml;
using System.Xml.Linq;

namespace Workbench.Engine.Data.Files;

/// <summary>Reads an XML file that someone else wrote: no entities, nothing from elsewhere, and no more depth or length than an annotation has (deep files take time with the square of their depth).</summary>
internal static class ShallowXml
{
    private const int MostDepth = 64;

    private static readonly XmlReaderSettings s_safe = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 10_000_000 };

    /// <summary>The root element.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <exception cref="XmlException">It is no XML, or more of it than is read.</exception>
    public static XElement Load(byte[] file)
    {
        using (var first = XmlReader.Create(new MemoryStream(file), s_safe))
            while (first.Read())
                if (first.Depth > MostDepth) throw new XmlException($"more than {MostDepth} elements stand inside each other");
        using var reader = XmlReader.Create(new MemoryStream(file), s_safe);
        return XElement.Load(reader);
    }
}
