namespace Bifrost.Migrations.Sqlite;

/// <summary>What a parameter of a statement holds; the default is unknown.</summary>
internal readonly struct BoundValue
{
    private readonly Kind kind;
    private readonly long number;
    private readonly string? text;
    private readonly Guid id;

    private BoundValue(Kind kind, long number = 0, string? text = null, Guid id = default) =>
        (this.kind, this.number, this.text, this.id) = (kind, number, text, id);

    private enum Kind : byte
    {
        Unknown,
        Null,
        Number,
        Text,
        Id,
    }

    public static BoundValue Null => new(Kind.Null);

    public bool IsNull => kind == Kind.Null;

    public static BoundValue Number(long value) => new(Kind.Number, number: value);

    public static BoundValue Text(string value) => new(Kind.Text, text: value);

    public static BoundValue Id(Guid value) => new(Kind.Id, id: value);

    public bool IsNumber(long value) => kind == Kind.Number && number == value;

    public bool IsText(string value) => kind == Kind.Text && string.Equals(text, value, StringComparison.Ordinal);

    public bool IsId(Guid value) => kind == Kind.Id && id == value;
}
