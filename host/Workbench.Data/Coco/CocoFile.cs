using System.Text.Json;
using Workbench.Data.Files;

namespace Workbench.Data.Coco;

/// <summary>
/// Images, classes and objects of a COCO file (<c>instances_….json</c>). Masks are most of the file, so only their positions are kept in
/// memory; each mask is read on demand.
/// </summary>
internal sealed class CocoFile
{
    // Longer than any path on a supported system.
    private const int LongestPath = 4096;

    private readonly string _path;
    private List<CocoImage>? _images;
    private List<CocoCategory>? _categories;
    private List<CocoAnnotation>? _annotations;

    /// <exception cref="DataException">The file is missing or malformed; the message names it, and the image or annotation.</exception>
    public CocoFile(string path)
    {
        _path = path;
        try
        {
            RegularFile.Require(path);
            using var file = File.OpenRead(path);
            var json = new JsonFile(new PythonNumbers(file));
            if (!json.Read() || json.Type != JsonTokenType.StartObject)
                throw Malformed("it is not an object with images, annotations and categories");
            while (json.Read() && json.Type == JsonTokenType.PropertyName)
            {
                var list = json.Text;
                json.Read();
                switch (list)
                {
                    case "images": _images = Elements(ref json, "image", ReadImage); break;
                    case "categories": _categories = Elements(ref json, "category", ReadCategory); break;
                    case "annotations": _annotations = Elements(ref json, "annotation", ReadAnnotation); break;
                    default: json.Skip(); break;
                }
            }
            while (json.Read()) { }
        }
        // Invalid UTF-8 in a string is found only when the string is read.
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new DataException($"The annotations '{path}' are malformed: {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw error is FileNotFoundException or DirectoryNotFoundException
                ? new DataException($"The annotations '{path}' do not exist.", error)
                : new DataException($"The annotations '{path}' cannot be read: {error.Message}", error);
        }
        (Images, Categories) = Join();
    }

    /// <summary>The images with their annotations, by ascending id.</summary>
    public IReadOnlyList<CocoImage> Images { get; }

    /// <summary>The classes, by ascending id.</summary>
    public IReadOnlyList<CocoCategory> Categories { get; }

    /// <summary>The JSON of an annotation's segmentation.</summary>
    /// <exception cref="DataException">The annotation has no segmentation, or the file cannot be read any more.</exception>
    public byte[] Segmentation(CocoAnnotation annotation)
    {
        if (annotation.MaskLength == 0) throw Malformed($"annotation {annotation.Id} has no segmentation to make a mask from");
        try
        {
            return FileBytes.ReadPart(_path, annotation.MaskStart, annotation.MaskLength);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"The annotations '{_path}' cannot be read: {error.Message}", error);
        }
    }

    public DataException Malformed(string why, Exception? inner = null) =>
        new($"The annotations '{_path}' are malformed: {why}{(why.EndsWith('?') ? "" : ".")}", inner);

    private delegate void PropertyReader(ref JsonFile json, Fields fields, string name);

    private List<T> Elements<T>(ref JsonFile json, string what, Reader<T> read)
    {
        if (json.Type != JsonTokenType.StartArray) throw Malformed($"its {what} list is not an array");
        var found = new List<T>();
        while (json.Read() && json.Type != JsonTokenType.EndArray)
        {
            var fields = new Fields(this, what, found.Count + 1);
            if (json.Type != JsonTokenType.StartObject) throw fields.Malformed("is not an object");
            found.Add(read(ref json, fields));
        }
        return found;
    }

    private delegate T Reader<out T>(ref JsonFile json, Fields fields);

    private static CocoImage ReadImage(ref JsonFile json, Fields fields)
    {
        (string? file, long? width, long? height) = (null, null, null);
        Properties(ref json, fields, (ref JsonFile value, Fields _, string name) =>
        {
            if (name == "file_name") file = value.Text;
            else if (name == "width") width = value.Whole;
            else if (name == "height") height = value.Whole;
            else value.Skip();
        });
        if (file?.Length > LongestPath) throw fields.Malformed($"has a 'file_name' of {file.Length} characters, more than {LongestPath}");
        return new CocoImage(
            fields.Id,
            string.IsNullOrEmpty(file) ? throw fields.Malformed("has no 'file_name'") : file.Replace('\\', '/'),
            width,
            height);
    }

    private static CocoCategory ReadCategory(ref JsonFile json, Fields fields)
    {
        string? called = null;
        Properties(ref json, fields, (ref JsonFile value, Fields _, string name) =>
        {
            if (name == "name") called = value.Text;
            else value.Skip();
        });
        return new CocoCategory(fields.Id, string.IsNullOrEmpty(called) ? throw fields.Malformed("has no 'name'") : called);
    }

    private static CocoAnnotation ReadAnnotation(ref JsonFile json, Fields fields)
    {
        (long? image, long? category, double[]? box) = (null, null, null);
        var (crowd, start, end) = (false, 0L, 0L);
        Properties(ref json, fields, (ref JsonFile value, Fields of, string name) =>
        {
            switch (name)
            {
                case "image_id": image = value.Whole; break;
                case "category_id": category = value.Whole; break;
                case "bbox": box = ReadBox(ref value, of); break;
                case "iscrowd": crowd = value.Type == JsonTokenType.True || value.Number is not (null or 0); break;
                case "segmentation" when value.Type is JsonTokenType.StartArray or JsonTokenType.StartObject:
                    start = value.Start;
                    value.Skip();
                    end = value.End;
                    break;
                default: value.Skip(); break;
            }
        });
        if (box is null) throw fields.Malformed("has no 'bbox'");
        if (end - start > FileBytes.MaxLength) throw fields.Malformed($"has a segmentation of more than {FileBytes.MaxLength:N0} bytes");
        return new CocoAnnotation(
            fields.Id,
            image ?? throw fields.Malformed("has no whole number 'image_id'"),
            category ?? throw fields.Malformed("has no whole number 'category_id'"),
            box[0], box[1], box[2], box[3], crowd, start, (int)(end - start));
    }

    private static double[] ReadBox(ref JsonFile json, Fields fields)
    {
        var box = new List<double>();
        var isList = json.Type == JsonTokenType.StartArray;
        while (isList && json.Read() && json.Type != JsonTokenType.EndArray && box.Count < 5)
            box.Add(json.Number ?? throw fields.Malformed("has a 'bbox' with a value that is not a number"));
        return box is [_, _, >= 0, >= 0]
            ? [.. box]
            : throw fields.Malformed("has a 'bbox' that is not [left, top, width, height] with sizes of 0 or more");
    }

    // Reads every property of an element except the id, which goes into the fields.
    private static void Properties(ref JsonFile json, Fields fields, PropertyReader read)
    {
        while (json.Read() && json.Type == JsonTokenType.PropertyName)
        {
            var name = json.Text!;
            json.Read();
            if (name == "id") fields.Id = json.Whole ?? throw fields.Malformed("has an 'id' that is not a whole number");
            else read(ref json, fields, name);
            // The reader may have left an unexpected kind of value unread.
            json.Skip();
        }
    }

    private (List<CocoImage>, List<CocoCategory>) Join()
    {
        if (_images is null || _annotations is null || _categories is null)
        {
            var missing = _images is null ? "images" : _annotations is null ? "annotations" : "categories";
            throw Malformed($"it has no '{missing}' list; an instances file has 'images', 'annotations' and 'categories'");
        }
        var images = new Dictionary<long, CocoImage>(_images.Count);
        foreach (var image in _images)
            if (!images.TryAdd(image.Id, image)) throw Malformed($"it has two images {image.Id}");
        var categories = new HashSet<long>();
        foreach (var category in _categories)
            if (!categories.Add(category.Id)) throw Malformed($"it has two categories {category.Id}");
        if (_categories.CountBy(category => category.Name, StringComparer.Ordinal).FirstOrDefault(name => name.Value > 1).Key is { } twice)
            throw Malformed($"it has two categories '{twice}'");
        foreach (var annotation in _annotations)
        {
            if (!categories.Contains(annotation.Category))
                throw Malformed($"annotation {annotation.Id} is of category {annotation.Category}, which the file does not have");
            if (!images.TryGetValue(annotation.Image, out var image))
                throw Malformed($"annotation {annotation.Id} is of image {annotation.Image}, which the file does not have");
            image.Annotations.Add(annotation);
        }
        return ([.. _images.OrderBy(image => image.Id)], [.. _categories.OrderBy(category => category.Id)]);
    }

    // Names an element by its id once that is read, and by its position before.
    private sealed class Fields(CocoFile file, string what, int place)
    {
        private long? _id;

        public long Id
        {
            get => _id ?? throw Malformed("has no 'id'");
            set => _id = value;
        }

        public DataException Malformed(string why) =>
            file.Malformed(_id is null ? $"{what} number {place} of its list {why}" : $"{what} {_id} {why}");
    }
}
