using Workbench.Data.Files;

namespace Workbench.Data;

/// <summary>
/// Reads VOC's masks of one image. <c>SegmentationObject/&lt;id&gt;.png</c> has each pixel's object number, in the order of the annotation,
/// from 1; <c>SegmentationClass/&lt;id&gt;.png</c> has each pixel's class number, from 1. In both, 0 is background and 255 the void around
/// objects.
/// </summary>
internal static class VocMasks
{
    private const int Void = 255;

    public static string ObjectsOf(string id) => $"SegmentationObject/{id}.png";

    public static string ClassesOf(string id) => $"SegmentationClass/{id}.png";

    /// <summary>
    /// The annotation's objects with their masks. An object's class is that of most of its pixels. Objects without a pixel are left out, as
    /// the masks do not have them.
    /// </summary>
    /// <param name="tree">The data set.</param>
    /// <param name="id">The image.</param>
    /// <param name="annotated">Its objects, in the annotation's order.</param>
    /// <param name="width">The image's width.</param>
    /// <param name="height">The image's height.</param>
    /// <param name="classOf">The class of each class number less 1; -1 for a class that the data set does not use.</param>
    /// <exception cref="DataException">A file is missing or does not fit the image or its annotation; the message names it.</exception>
    public static IReadOnlyList<ImageObject> Read(
        IFileTree tree,
        string id,
        IReadOnlyList<ImageObject> annotated,
        int width,
        int height,
        IReadOnlyList<int> classOf)
    {
        if (!tree.HasFile(ObjectsOf(id)))
            throw new DataException(
                $"The mask '{tree.Name(ObjectsOf(id))}' does not exist. Only some images have masks; ImageSets/Segmentation lists them.");
        var (objects, classes) = (Read(tree, ObjectsOf(id), width, height), Read(tree, ClassesOf(id), width, height));
        var extents = new Extent[annotated.Count];
        var votes = new int[annotated.Count, Void];
        for (var i = 0; i < objects.Length; i++)
        {
            if (objects[i] is 0 or Void) continue;
            if (objects[i] > annotated.Count)
                throw new DataException(
                    $"The mask '{tree.Name(ObjectsOf(id))}' has an object number {objects[i]}, "
                    + $"but the annotation has {annotated.Count} objects.");
            extents[objects[i] - 1].Include(i % width, i / width);
            if (classes[i] is not (0 or Void)) votes[objects[i] - 1, classes[i]]++;
        }
        return [.. Enumerable.Range(0, annotated.Count).Where(n => extents[n].Any).Select(n => annotated[n] with
        {
            Class = ClassOf(n),
            Mask = ObjectMask.Where(extents[n].Left, extents[n].Top, extents[n].Right, extents[n].Bottom, (x, y) =>
                objects[y * width + x] == n + 1),
        })];

        int ClassOf(int n)
        {
            var most = Enumerable.Range(0, Void).MaxBy(number => votes[n, number]);
            if (most > 0 && most <= classOf.Count && classOf[most - 1] is >= 0 and var found) return found;
            var wrong = most == 0 ? "no class" : $"the class {most}, which is not one of the {classOf.Count}";
            throw new DataException($"The mask '{tree.Name(ClassesOf(id))}' gives object {n + 1} {wrong}.");
        }
    }

    private static byte[] Read(IFileTree tree, string path, int width, int height)
    {
        var png = IndexedPng.Read(tree.Read(path, "mask"), tree.Name(path));
        return (png.Width, png.Height) == (width, height) ? png.Indices
            : throw new DataException(
                $"The mask '{tree.Name(path)}' is {png.Width}×{png.Height} pixels, but its image is {width}×{height}.");
    }

    private struct Extent
    {
        public int Left, Top, Right, Bottom;
        public bool Any;

        public void Include(int x, int y)
        {
            (Left, Top, Right, Bottom) = Any
                ? (Math.Min(Left, x), Math.Min(Top, y), Math.Max(Right, x), Math.Max(Bottom, y))
                : (x, y, x, y);
            Any = true;
        }
    }
}
