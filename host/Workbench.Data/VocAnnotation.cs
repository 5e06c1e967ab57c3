using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Workbench.Data.Files;

namespace Workbench.Data;

/// <summary>Reads the objects of one VOC annotation file.</summary>
internal static class VocAnnotation
{
    /// <summary>
    /// The objects. VOC's boxes (1-based, both ends inclusive; fractions rounded to the nearest pixel) become 0-based and are clipped to
    /// the image. The file's own <c>size</c> is ignored, as the image's is certain.
    /// </summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="width">The image's width.</param>
    /// <param name="height">The image's height.</param>
    /// <param name="classes">Class names by index.</param>
    /// <param name="oneBoxEach">Whether masks number the objects, so that an object with several boxes is ambiguous.</param>
    /// <exception cref="DataException">The file, or an object in it, is malformed; the message names both.</exception>
    public static IReadOnlyList<ImageObject> Read(
        byte[] file,
        string path,
        int width,
        int height,
        IReadOnlyList<string> classes,
        bool oneBoxEach = false)
    {
        try
        {
            var root = ShallowXml.Load(file);
            if (root.Name != "annotation") throw Malformed(path, $"its root is <{root.Name}>, not <annotation>");
            var elements = root.Elements("object").ToList();
            if (elements.Count == 0 && root.Descendants("object").Any())
                throw Malformed(path, "its <object>s are not direct children of <annotation>");
            return [.. elements.SelectMany(element => ReadObject(path, element, width, height, classes, oneBoxEach))];
        }
        catch (Exception error) when (error is XmlException or DecoderFallbackException)
        {
            throw Malformed(path, error.Message.TrimEnd('.'), error);
        }
    }

    // Annotation tools that write several boxes into one object mean one object per box.
    private static IEnumerable<ImageObject> ReadObject(
        string path,
        XElement element,
        int width,
        int height,
        IReadOnlyList<string> classes,
        bool oneBoxEach)
    {
        if (element.Elements("name").Skip(1).Any()) throw Malformed(path, "an object has more than one <name>");
        var name = element.Element("name") is { } named
            ? TextExcerpt.OneLine(named.Value.Trim())
            : throw Malformed(path, "an object has no <name>");
        var index = classes.ToList().IndexOf(name);
        if (index < 0)
            throw new DataException(
                $"The annotation '{path}' is malformed: '{name}' is not a class of this data set{NearestName.Hint(name, classes)}");
        var boxes = element.Elements("bndbox").ToList();
        if (boxes.Count == 0) throw Malformed(path, $"'{name}' has no <bndbox>");
        if (oneBoxEach && boxes.Count > 1)
            throw Malformed(
                path,
                $"an object '{name}' has {boxes.Count} <bndbox>, but masks number the objects; write one <object> per box");
        var difficult = element.Element("difficult")?.Value.Trim() == "1";
        return boxes.Select(box => ReadBox(path, box, name, index, width, height, difficult));
    }

    private static ImageObject ReadBox(string path, XElement box, string name, int index, int width, int height, bool difficult)
    {
        var (xMin, yMin, xMax, yMax) = (Bound("xmin"), Bound("ymin"), Bound("xmax"), Bound("ymax"));
        var (left, top) = (Math.Max(xMin, 0), Math.Max(yMin, 0));
        var (right, bottom) = (Math.Min(xMax, width - 1), Math.Min(yMax, height - 1));
        if (left > right || top > bottom)
            throw Malformed(path,
                $"the box of '{name}' ({xMin + 1}, {yMin + 1})–({xMax + 1}, {yMax + 1}) covers no pixel of the {width}×{height} image");
        return new ImageObject(index, (int)left, (int)top, (int)right, (int)bottom, difficult);

        double Bound(string side)
        {
            var text = box.Element(side)?.Value.Trim() ?? throw Malformed(path, $"the box of '{name}' has no <{side}>");
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
                ? Math.Round(value, MidpointRounding.AwayFromZero) - 1
                : throw Malformed(path, $"<{side}> of '{name}' is '{TextExcerpt.OneLine(text)}', not a number");
        }
    }

    private static DataException Malformed(string path, string why, Exception? inner = null) =>
        new($"The annotation '{path}' is malformed: {why}.", inner);
}
