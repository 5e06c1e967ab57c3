using System.Text;
using Workbench.Data;

namespace Workbench.Fuzzing;

/// <summary>Annotations of VOC and COCO.</summary>
internal static class AnnotationTargets
{
    private const string Objects = """
        <folder>図</folder><size><width>30</width></size>
        <object><name>dog</name><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>30</xmax><ymax>40</ymax></bndbox></object>
        <object>
          <name>car</name><difficult>1</difficult>
          <bndbox><xmin>5.5</xmin><ymin>6</ymin><xmax>70</xmax><ymax>60</ymax></bndbox>
          <bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox>
        </object>
        <object>
          <name>person</name>
          <part><name>head</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></part>
          <bndbox><xmin>3</xmin><ymin>3</ymin><xmax>9</xmax><ymax>9</ymax></bndbox>
        </object>
        """;

    private const string Instances = """
        {"info": {"year": 2014},
         "images": [{"id": 7, "file_name": "a.png", "width": 30, "height": 20, "license": NaN},
          {"id": 8.0, "file_name": "b.png", "width": 30, "height": 20}],
         "categories": [{"id": 18, "name": "dog", "supercategory": "animal"}, {"id": 1, "name": "person"}],
         "annotations": [
          {"id": 1, "image_id": 7, "category_id": 18, "bbox": [1.5, 2, 10, 8.25], "area": -Infinity, "iscrowd": 0,
           "segmentation": [[1, 2, 11, 2, 11.5, 10, 1, 10], [20, 3, 25, 3, 22, 9]]},
          {"id": 2, "image_id": 7, "category_id": 1, "bbox": [0, 0, 30, 20], "iscrowd": 1,
           "segmentation": {"counts": [100, 50, 100, 350], "size": [20, 30]}},
          {"id": 3, "image_id": 8, "category_id": 1, "bbox": [3, 3, 4, 4], "iscrowd": 1,
           "segmentation": {"counts": "T3b1T3\\9", "size": [20, 30]}},
          {"id": 4, "image_id": 8, "category_id": 1, "bbox": [3, 3, 4, 4], "iscrowd": 0, "segmentation": [[3, 3, 7, 3, 7, 7]]}]}
        """;

    public static IEnumerable<FuzzTarget> Xml()
    {
        // The first read registers the encodings that files declare.
        VocAnnotation.Read("<annotation/>"u8.ToArray(), "none.xml", 1, 1, VocDataSource.VocClasses);
        foreach (var encoding in new[] { "utf-8", "gb2312", "shift_jis", "windows-1252", "utf-16" })
        {
            var name = $"{encoding}.xml";
            var declared = Encoding.GetEncoding(encoding);
            byte[] good =
            [
                .. declared.Preamble,
                .. declared.GetBytes($"<?xml version=\"1.0\" encoding=\"{encoding}\"?><annotation>{Objects}</annotation>"),
            ];
            yield return new FuzzTarget("xml", name, Text: encoding != "utf-16", good, typeof(DataException), bytes =>
                VocAnnotation.Read(bytes, name, 80, 60, VocDataSource.VocClasses));
        }
    }

    public static IEnumerable<FuzzTarget> Json(string folder)
    {
        foreach (var name in new[] { "a.png", "b.png" }) new Image(30, 20, new byte[3 * 30 * 20]).SavePng(Path.Combine(folder, name));
        foreach (var truth in Enum.GetValues<GroundTruth>())
        {
            var path = Path.Combine(folder, $"{truth}.json");
            File.WriteAllText(path, Instances);
            yield return FuzzTarget.FromFile<DataException>("json", path, text: true, file => ReadCoco(folder, file, truth));
        }
    }

    // If a damaged file names a missing image, the error names that image.
    private static void ReadCoco(string folder, string path, GroundTruth truth)
    {
        var source = new CocoDataSource(folder, path, truth: truth);
        foreach (var id in source.Ids) FileNames.Ensure(path, folder, () => source.Read(id));
    }
}
