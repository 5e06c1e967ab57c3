using SkiaSharp;

namespace Workbench.Scenes.Drawing;

/// <summary>Outlines shared by several classes.</summary>
internal static class Outline
{
    public static SKPath Polyline(params ReadOnlySpan<(float X, float Y)> points)
    {
        var path = new SKPath();
        path.MoveTo(points[0].X, points[0].Y);
        foreach (var (x, y) in points[1..]) path.LineTo(x, y);
        return path;
    }

    public static SKPath Polygon(params ReadOnlySpan<(float X, float Y)> points)
    {
        var path = Polyline(points);
        path.Close();
        return path;
    }

    /// <summary>A closed curve through the midpoints of a polygon's sides, so that its corners are round.</summary>
    public static SKPath Smooth(params ReadOnlySpan<(float X, float Y)> points)
    {
        var path = new SKPath();
        var (lastX, lastY) = points[^1];
        path.MoveTo((lastX + points[0].X) / 2, (lastY + points[0].Y) / 2);
        for (var i = 0; i < points.Length; i++)
        {
            var (x, y) = points[i];
            var (nextX, nextY) = points[(i + 1) % points.Length];
            path.QuadTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
        }
        path.Close();
        return path;
    }

    public static SKPath Ellipse(float x, float y, float radiusX, float radiusY)
    {
        var path = new SKPath();
        path.AddOval(new SKRect(x - radiusX, y - radiusY, x + radiusX, y + radiusY));
        return path;
    }

    public static SKPath Box(float left, float top, float right, float bottom, float radius = 0)
    {
        var path = new SKPath();
        path.AddRoundRect(new SKRect(left, top, right, bottom), radius, radius);
        return path;
    }

    /// <summary>An ellipse with an elliptic hole.</summary>
    public static SKPath Ring(float x, float y, float radiusX, float radiusY, float hole)
    {
        var path = Ellipse(x, y, radiusX, radiusY);
        path.AddOval(new SKRect(x - radiusX * hole, y - radiusY * hole, x + radiusX * hole, y + radiusY * hole));
        path.FillType = SKPathFillType.EvenOdd;
        return path;
    }

    public static SKPath Arc(float x, float y, float radiusX, float radiusY, float startDegrees, float sweepDegrees)
    {
        var path = new SKPath();
        path.AddArc(new SKRect(x - radiusX, y - radiusY, x + radiusX, y + radiusY), startDegrees, sweepDegrees);
        return path;
    }

    /// <summary>
    /// A star with <paramref name="points"/> tips; <paramref name="inner"/> is the notches' radius as a share of the tips'.
    /// </summary>
    public static SKPath Star(float radius, int points, float inner)
    {
        var corners = new (float, float)[2 * points];
        for (var i = 0; i < corners.Length; i++)
        {
            var (sin, cos) = MathF.SinCos(MathF.PI * i / points);
            var length = i % 2 == 0 ? radius : radius * inner;
            corners[i] = (length * sin, -length * cos);
        }
        return Polygon(corners);
    }

    public static SKPath Mirror(this SKPath path)
    {
        var copy = new SKPath(path);
        copy.Transform(SKMatrix.CreateScale(-1, 1));
        return copy;
    }
}
