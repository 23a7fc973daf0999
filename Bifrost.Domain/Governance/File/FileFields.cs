using System.Globalization;

namespace Bifrost.Domain.Governance.File;

/// <summary>The fields of one object: each is asked for once by its name, and what nobody asked for is refused.</summary>
internal sealed class FileFields(FileNode node, FileValues values)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>The row for the applier.</summary>
    public GovernanceFileRow<T> Row<T>(T spec) => new(spec, node);

    public string? Text(string name) => Find(name) is { } value ? values.Text(value) : null;

    /// <summary>An empty string, with an error, where the field is missing.</summary>
    public string Required(string name)
    {
        if (Find(name) is { } value)
        {
            return values.Text(value) ?? "";
        }

        values.Fail(node.Line, node.PathOf(name), "This field is needed.");
        return "";
    }

    /// <summary>As <see cref="Text"/>; null may be written out.</summary>
    public string? Optional(string name) => Find(name) is { Kind: not FileNodeKind.Null } value ? values.Text(value) : null;

    public List<string>? Texts(string name) => Find(name) is { } value ? values.Texts(value) : null;

    public Dictionary<string, string>? Map(string name) => Find(name) is { } value ? values.Map(value) : null;

    public bool Flag(string name, bool otherwise = false) => Find(name) is { } value ? values.Expect(value, FileNodeKind.Boolean) && value.Text == "true" : otherwise;

    /// <summary>Whether a field is there, whatever it says.</summary>
    public bool Has(string name) => node.Members.ContainsKey(name);

    public bool IsObject(string name) => Find(name) is { Kind: FileNodeKind.Object };

    /// <summary>The fields of an object within this one.</summary>
    public void Object(string name, Action<FileFields> read)
    {
        if (Find(name) is { } value && values.Expect(value, FileNodeKind.Object))
        {
            var fields = new FileFields(value, values);
            read(fields);
            fields.Close();
        }
    }

    /// <summary>A list of whole numbers; null where the field is absent.</summary>
    public List<int>? Wholes(string name)
    {
        if (Find(name) is not { } list || !values.Expect(list, FileNodeKind.Array))
        {
            return null;
        }

        var numbers = new List<int>();
        foreach (var item in list.Items)
        {
            if (values.Expect(item, FileNodeKind.Number) && int.TryParse(item.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                numbers.Add(number);
            }
            else if (!values.IsFaulty(item.Path))
            {
                values.Fail(item.Line, item.Path, $"{item.Text} is no whole number that fits here.");
            }
        }

        return numbers;
    }

    /// <summary>A whole number, spelt without point or exponent.</summary>
    public int? Whole(string name, bool mayBeNull = false)
    {
        if (Find(name) is not { } value || (mayBeNull && value.Kind == FileNodeKind.Null) || !values.Expect(value, FileNodeKind.Number))
        {
            return null;
        }

        if (int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        values.Fail(value.Line, value.Path, $"{value.Text} is no whole number that fits here.");
        return null;
    }

    public double Number(string name, double otherwise)
    {
        if (Find(name) is not { } value || !values.Expect(value, FileNodeKind.Number))
        {
            return otherwise;
        }

        if (double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
        {
            return number;
        }

        values.Fail(value.Line, value.Path, $"{value.Text} is too large.");
        return otherwise;
    }

    /// <summary>An exact decimal: a rate or a percentage.</summary>
    public decimal? Exact(string name)
    {
        if (Find(name) is not { } value || !values.Expect(value, FileNodeKind.Number))
        {
            return null;
        }

        if (!decimal.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            values.Fail(value.Line, value.Path, $"{value.Text} is too large.");
            return null;
        }

        if (number == 0 && value.Text.AsSpan().IndexOfAnyInRange('1', '9') is >= 0 and var digit && digit < Mantissa(value.Text))
        {
            values.Fail(value.Line, value.Path, $"{value.Text} is too small to be told from nothing.");
            return null;
        }

        return number;
    }

    private static int Mantissa(string number) => number.AsSpan().IndexOfAny('e', 'E') is >= 0 and var exponent ? exponent : number.Length;

    public TimeSpan Duration(string name, TimeSpan otherwise)
    {
        if (Find(name) is not { } value || values.Text(value) is not { } text)
        {
            return otherwise;
        }

        if (FileDuration.TryParse(text, out var duration))
        {
            return duration;
        }

        values.Fail(value.Line, value.Path, $"“{text}” is no duration: write {FileDuration.Form}.");
        return otherwise;
    }

    /// <summary>A duration; null where the field is absent or null.</summary>
    public TimeSpan? OptionalDuration(string name) =>
        Find(name) is { Kind: not FileNodeKind.Null } ? Duration(name, TimeSpan.Zero) is var x && x > TimeSpan.Zero ? x : null : null;

    /// <summary>A moment, UTC; null may be written out.</summary>
    public DateTime? At(string name)
    {
        if (Find(name) is not { Kind: not FileNodeKind.Null } value || values.Text(value) is not { } text)
        {
            return null;
        }

        if (Moment.TryParse(text, out var moment))
        {
            return moment;
        }

        values.Fail(value.Line, value.Path, $"“{text}” is no moment: write {Moment.Form}.");
        return null;
    }

    /// <summary>A list of objects; null where the field is absent.</summary>
    public List<T>? Rows<T>(string name, Func<FileFields, T> read)
        where T : class => Entries(name, read)?.OfType<T>().ToList();

    /// <summary>A list of objects in which one that cannot be read keeps its place, as null; null where the field is absent.</summary>
    public List<T?>? Entries<T>(string name, Func<FileFields, T?> read)
        where T : class
    {
        if (Find(name) is not { } list)
        {
            return null;
        }

        var entries = new List<T?>();
        foreach (var item in values.Expect(list, FileNodeKind.Array) ? list.Items : [])
        {
            var fields = values.Expect(item, FileNodeKind.Object) ? new FileFields(item, values) : null;
            entries.Add(fields is null ? null : read(fields));
            fields?.Close();
        }

        return entries;
    }

    /// <summary>Adds what a rule found, each at its line, unless there is an error at that place already.</summary>
    public void Report(IEnumerable<FieldError> errors)
    {
        foreach (var error in errors)
        {
            Report(error.Field, error.Message);
        }
    }

    /// <inheritdoc cref="Report(IEnumerable{FieldError})"/>
    public void Report(string field, string message)
    {
        var path = node.PathOf(field);
        var value = node.Nearest(path);

        // What is wrong in a list or map says more than that it is wrong; an entry of a list is a row of its own.
        var isSaid = value != node && value.Path == path && !path.EndsWith(']') && HasFaultBelow(value);
        if (!isSaid && !values.IsFaulty(path))
        {
            values.Fail(value.Line, path, message);
        }
    }

    /// <summary>Refuses the fields that nobody asked for.</summary>
    public void Close()
    {
        foreach (var (name, value) in node.Members)
        {
            if (!_known.Contains(name))
            {
                values.Fail(value.Line, value.Path, UnsupportedFields.Contains(name) ? "This field is not supported yet." : $"There is no such field here. Known: {string.Join(", ", _known.Order(StringComparer.Ordinal))}.");
            }
        }
    }

    private bool HasFaultBelow(FileNode value) =>
        values.IsFaulty(value.Path) || value.Items.Exists(HasFaultBelow) || value.Members.Values.Any(HasFaultBelow);

    private FileNode? Find(string name)
    {
        _known.Add(name);
        return node.Members.GetValueOrDefault(name);
    }
}
